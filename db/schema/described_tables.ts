import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import * as addressSchema from './address';
import * as auditSchema from './audit';
import * as baseMapSchema from './base_map';
import * as batchSchema from './batch';
import * as cameraSchema from './camera';
import * as categorySchema from './category';
import * as deploymentSchema from './deployment';
import * as deviceSchema from './device';
import * as fixSchema from './fix';
import * as forecastSchema from './forecast';
import * as hazardSchema from './hazard';
import * as incidentSchema from './incident';
import * as jurisdictionSchema from './jurisdiction';
import * as mappingSchema from './mapping';
import * as placeSchema from './place';
import * as planSchema from './plan';
import * as policeGridSchema from './police_grid';
import * as presenceSchema from './presence';
import * as riskSchema from './risk';
import * as roadSchema from './road';
import * as signInSchema from './sign_in';
import * as squareSchema from './square';
import * as standardSchema from './standard';
import * as streetSchema from './street';
import * as unitSchema from './unit';
import * as zoneSchema from './zone';

const MODULES: readonly Readonly<Record<string, unknown>>[] = [
  addressSchema,
  auditSchema,
  baseMapSchema,
  batchSchema,
  cameraSchema,
  categorySchema,
  deploymentSchema,
  deviceSchema,
  fixSchema,
  forecastSchema,
  hazardSchema,
  incidentSchema,
  jurisdictionSchema,
  mappingSchema,
  placeSchema,
  planSchema,
  policeGridSchema,
  presenceSchema,
  riskSchema,
  roadSchema,
  signInSchema,
  squareSchema,
  standardSchema,
  streetSchema,
  unitSchema,
  zoneSchema,
];

/** A table as the drizzle schema declares it, in the words of the catalog. */
export interface DescribedTable {
  readonly name: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly notNull: boolean;
    readonly filledByDatabase: boolean;
  }[];
  readonly primaryKey: readonly string[];
  readonly foreignKeys: readonly { readonly columns: readonly string[]; readonly table: string }[];
}

/** Every table of the drizzle schema, for the test that holds it against the migrated database. */
export function describeTables(): DescribedTable[] {
  return MODULES.flatMap((module) => Object.values(module))
    .filter((value) => value instanceof PgTable)
    .map((table) => {
      const { name, columns, primaryKeys, foreignKeys } = getTableConfig(table);
      const [composite] = primaryKeys;
      return {
        name,
        columns: columns.map((column) => ({
          name: column.name,
          type: column.getSQLType(),
          notNull: column.notNull,
          filledByDatabase: column.hasDefault || column.generatedIdentity !== undefined,
        })),
        primaryKey:
          composite === undefined
            ? columns.filter((column) => column.primary).map((column) => column.name)
            : composite.columns.map((column) => column.name),
        foreignKeys: foreignKeys.map((key) => {
          const reference = key.reference();
          return { columns: reference.columns.map((column) => column.name), table: getTableConfig(reference.foreignTable).name };
        }),
      };
    });
}
