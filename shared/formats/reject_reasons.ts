/** Languages that reports are worded in. */
export const REPORT_LANGUAGES = ['zh', 'en'] as const;
export type ReportLanguage = (typeof REPORT_LANGUAGES)[number];

/** Why a row or feature of a file was not taken, one sentence a language. The code is what is stored; sentences are looked up when somebody reads. */
export const REJECT_REASONS = {
  row_too_short: { zh: '该行的列数少于表头', en: 'the row has fewer columns than the header' },
  category_missing: { zh: '没有警情类别', en: 'the category is missing' },
  time_missing: { zh: '没有时间', en: 'the time is missing' },
  time_unreadable: { zh: '时间无法识别', en: 'the time cannot be read' },
  ends_before_start: { zh: '结束时间早于开始时间', en: 'it ends before it starts' },
  coordinate_unreadable: { zh: '坐标不是数字', en: 'the coordinate is not a number' },
  no_height: { zh: '缺离地高度，无法推算视野，不计入空巡', en: 'a drone without height above ground: credited nothing' },
  no_gimbal: { zh: '缺云台角度，只算飞行、不算看到', en: 'where the camera looked is not known: it flew and saw nothing' },
  inaccurate: { zh: '定位精度差于 50 米', en: 'the fix is less accurate than 50 m' },
  impossible_speed: { zh: '速度不可能，定位跳变', en: 'impossible speed: the fix jumped' },
  no_post: { zh: '该部位没有设岗时段，签到无从计算', en: 'the place has no post with hours, so a sign-in counts for nothing' },
  no_sign_out: { zh: '只有签到、没有签退', en: 'it was signed in and never out' },
  camera_unknown: { zh: '没有这个编号的摄像机，请先导入固定视频', en: 'there is no camera of this code: import the cameras first' },
  camera_inside_building: { zh: '摄像机落在建筑物内，看不到街面', en: 'the camera lies inside a building and would see only its walls' },
  unit_not_video: { zh: '该单元不是视频巡席位', en: 'the unit is no desk for video rounds' },
  no_bearing: { zh: '缺朝向（不是 360° 的摄像机必须有）', en: 'a camera that does not look all round needs its bearing' },
  out_of_range: { zh: '数值超出范围', en: 'the number is out of range' },
  too_long: { zh: '时长超过 24 小时', en: 'it lasts longer than 24 hours' },
  place_unreadable: { zh: '位置无法识别', en: 'the position cannot be read' },
  cell_too_long: { zh: '单元格内容过长', en: 'the cell is too long' },
  no_code: { zh: '没有编号', en: 'the code is missing' },
  no_name: { zh: '没有名称', en: 'the name is missing' },
  no_area: { zh: '没有面（多边形）或面积为零', en: 'it has no area' },
  outside_world: { zh: '坐标超出经纬度范围', en: 'a coordinate is outside the range of longitude and latitude' },
  no_geometry: { zh: '没有可用的几何图形', en: 'it has no usable geometry' },
  kind_unknown: { zh: '类别不在可选范围内', en: 'the kind is not one of the known kinds' },
  value_unreadable: { zh: '该值无法识别', en: 'the value cannot be read' },
  code_unreadable: { zh: '编号为空或过长', en: 'the code is empty or too long' },
  mode_unreadable: { zh: '巡逻方式不在可选范围内', en: 'the patrol mode is not one of the known modes' },
  force_kind_unreadable: { zh: '力量类型不在可选范围内', en: 'the force kind is not one of the known kinds' },
  number_unreadable: { zh: '该数值无法识别或超出范围', en: 'the number cannot be read or is out of range' },
  unit_unknown: { zh: '没有这个编号的巡逻单元', en: 'no unit has this code' },
  place_unknown: { zh: '场所登记中没有这个场所', en: 'no registered place has this name or code' },
  cell_unknown: { zh: '没有这个编号的警格', en: 'no police cell has this code' },
  duty_unknown: { zh: '勤务类型不在可选范围内', en: 'the duty is not one of the known duties' },
  day_unreadable: { zh: '日期无法识别', en: 'the day cannot be read' },
  address_missing: { zh: '没有地址', en: 'the address is missing' },
  day_type_unknown: { zh: '日期类型不在可选范围内', en: 'the day type is not one of the known types' },
  no_line: { zh: '没有线（折线）也没有街道名称', en: 'it has neither a line nor the name of a street' },
  street_unknown: { zh: '地图上没有这个名称的街道', en: 'no street of the map has this name' },
  chief_is_no_post: { zh: '路长应填岗位名称（如“派出所副所长”），不能填姓名', en: 'the chief has to be the title of a post, not a name' },
  risk_unknown: { zh: '风险等级不是红、橙、黄、蓝之一', en: 'the risk level is none of red, orange, yellow and blue' },
  time_in_future: { zh: '定位时间晚于当前时间', en: 'the time lies in the future' },
} as const satisfies Readonly<Record<string, Readonly<Record<ReportLanguage, string>>>>;
export type RejectReason = keyof typeof REJECT_REASONS;

/** The sentence for a stored code. A code of an older version that is no longer known is shown as it is. */
export function reasonText(code: string, language: ReportLanguage): string {
  return code in REJECT_REASONS ? REJECT_REASONS[code as RejectReason][language] : code;
}
