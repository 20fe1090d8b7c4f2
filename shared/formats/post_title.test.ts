import { describe, expect, test } from 'vitest';
import { isPostTitle } from './post_title';

describe('post titles', () => {
  test.each([
    '所长',
    '副所长',
    '中心派出所所长',
    '中心派出所副所长',
    '中关村派出所教导员',
    '交警二中队中队长',
    '社区民警',
    '治安大队大队长',
    '分管副局长',
    '第三警务室警长',
    '花园街道办事处主任',
    'Station chief',
    'Traffic sergeant, north section',
    'Head of road safety',
    'Beat 12 officer',
  ])('%s is one', (title) => {
    expect(isPostTitle(title)).toBe(true);
  });

  test.each([
    '张伟',
    '王伟所长',
    '所长王伟',
    '李娜（副所长）',
    '欧阳锋',
    '张三 社区民警',
    '13800138000',
    '',
    'John Smith',
    'Sergeant John Smith',
    'Wang Wei, chief',
    '110101199003070012',
  ])('%s is none', (text) => {
    expect(isPostTitle(text)).toBe(false);
  });
});
