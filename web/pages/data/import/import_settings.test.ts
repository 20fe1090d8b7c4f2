import { expect, test } from 'vitest';
import { firstSettings, withColumn, withSetting } from './import_settings';

test('boundaries are looked at as police cells until somebody says another level', () => {
  expect(firstSettings('jurisdictions')).toEqual({ level: 'police-cell' });
  expect(firstSettings('jurisdictions', { level: 'station' })).toEqual({ level: 'station' });
  expect(firstSettings('incidents')).toEqual({});
});

test('a setting put back to automatic is no longer sent', () => {
  expect(withSetting({ encoding: 'gbk', crs: 'BD-09' }, 'encoding', 'auto')).toEqual({ crs: 'BD-09' });
  expect(withSetting({}, 'crs', 'EPSG:4547')).toEqual({ crs: 'EPSG:4547' });
});

test('a field whose column is taken away is left out of the pairs', () => {
  expect(withColumn({ lng: '经度', lat: '纬度' }, 'lng', '')).toEqual({ lat: '纬度' });
  expect(withColumn({ lng: '经度' }, 'lng', 'X')).toEqual({ lng: 'X' });
});
