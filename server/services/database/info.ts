import { databaseVersions, deploymentCounts, type DeploymentCounts } from '@beatline/db/queries/deployment';
import type { App } from '../../app';

export interface DatabaseInfo {
  readonly engine: 'embedded' | 'postgres';
  readonly postgres: string;
  readonly postgis: string;
  readonly schemaVersion: number;
  readonly counts: DeploymentCounts;
}

export async function databaseInfo(app: App): Promise<DatabaseInfo> {
  return app.query(async (scoped) => ({
    engine: app.database.engine,
    ...(await databaseVersions(scoped)),
    counts: await deploymentCounts(scoped),
  }));
}
