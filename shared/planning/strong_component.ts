/** The part of a graph a component search needs: compressed sparse rows. */
export interface GraphRows {
  readonly nodeCount: number;
  readonly firstEdge: Uint32Array;
  readonly edgeTarget: Uint32Array;
}

/**
 * Marks with 1 the nodes of the largest strongly connected component over the edges of finite cost; of two equally large ones the one that
 * holds the lowest node. Nodes without any such edge are never in it. Tarjan 1972 without recursion, O(nodes + edges).
 */
export function largestComponent(rows: GraphRows, edgeCost: Float64Array): Uint8Array {
  const { nodeCount, firstEdge, edgeTarget } = rows;
  const order = new Int32Array(nodeCount).fill(-1);
  const low = new Int32Array(nodeCount);
  const component = new Int32Array(nodeCount).fill(-1);
  const sizes: number[] = [];
  const lowest: number[] = [];
  const open: number[] = [];
  const path: number[] = [];
  const nextEdge = firstEdge.slice(0, nodeCount);
  let visited = 0;

  for (let root = 0; root < nodeCount; root++) {
    if (order[root] !== -1) continue;
    path.push(root);
    while (path.length > 0) {
      const node = path[path.length - 1];
      if (order[node] === -1) {
        order[node] = visited;
        low[node] = visited;
        visited++;
        open.push(node);
      }

      // Go down the first edge to an unseen node, if there is one
      let descended = false;
      while (nextEdge[node] < firstEdge[node + 1]) {
        const edge = nextEdge[node]++;
        if (edgeCost[edge] === Infinity) continue;
        const target = edgeTarget[edge];
        if (order[target] === -1) {
          path.push(target);
          descended = true;
          break;
        }
        if (component[target] === -1) low[node] = Math.min(low[node], order[target]);
      }
      if (descended) continue;

      // All edges seen: close the component this node is the root of, and hand the lowest order up
      path.pop();
      if (low[node] === order[node]) {
        const id = sizes.length;
        let size = 0;
        let least = node;
        for (let member = open.pop(); member !== undefined; member = open.pop()) {
          component[member] = id;
          size++;
          least = Math.min(least, member);
          if (member === node) break;
        }
        sizes.push(size);
        lowest.push(least);
      }
      if (path.length > 0) {
        const parent = path[path.length - 1];
        low[parent] = Math.min(low[parent], low[node]);
      }
    }
  }

  let best = -1;
  for (let id = 0; id < sizes.length; id++) {
    if (sizes[id] < 2) continue;
    if (best === -1 || sizes[id] > sizes[best] || (sizes[id] === sizes[best] && lowest[id] < lowest[best])) best = id;
  }
  const marks = new Uint8Array(nodeCount);
  if (best !== -1) for (let node = 0; node < nodeCount; node++) marks[node] = component[node] === best ? 1 : 0;
  return marks;
}
