import { sentence } from '#lib/http/contract'
import type { Language, Words } from '#lib/kernel'
import type { Match, Reason } from './resolve-address.ts'
import type { Candidate } from './contract.ts'

const sentences: Record<Reason['code'], Words> = {
  confirmed: { 'zh-CN': '此地址已由人工确认', en: 'Somebody has confirmed this address' },
  same_name: { 'zh-CN': '地名一致：{name}', en: 'Same name: {name}' },
  same_door: { 'zh-CN': '门牌一致：{name}', en: 'Same door: {name}' },
  same_lane: { 'zh-CN': '弄号一致：{name}', en: 'Same lane: {name}' },
  between_doors: {
    'zh-CN': '在{road}已知的 {below} 号与 {above} 号之间（相距 {metres} 米）',
    en: 'Between the known numbers {below} and {above} of {road}, {metres} m apart',
  },
  near_door: { 'zh-CN': '离{road}已知的 {number} 号最近', en: 'Nearest known number of {road}: {number}' },
  crossing_named: { 'zh-CN': '路口同名地点：{name}', en: 'A place named after the crossing: {name}' },
  crossing_near: {
    'zh-CN': '{one}与{other}上的地点在此最近（{metres} 米）',
    en: 'Places on {one} and {other} are closest here ({metres} m)',
  },
  on_road: { 'zh-CN': '{road}沿线已知 {count} 处', en: '{count} known places along {road}' },
  in_village: { 'zh-CN': '只知道在{name}', en: 'Only known to be in {name}' },
  in_town: { 'zh-CN': '只知道在{name}', en: 'Only known to be in {name}' },
  similar_name: { 'zh-CN': '名称相似：{name}（{share}%）', en: 'Similar name: {name} ({share}%)' },
  town_agrees: { 'zh-CN': '与地址中的{town}相符', en: 'Agrees with {town} in the address' },
  town_differs: { 'zh-CN': '地址写的是{town}，此处属{there}', en: 'The address says {town}, this is {there}' },
}

/** A match as it leaves: reasons as sentences, areas by name. */
export function describeMatch({ areas, reasons, ...match }: Match, language: Language): Candidate {
  return {
    ...match,
    reasons: reasons.map(({ code, data }) => sentence(sentences[code], language, data)),
    areas: areas.map(({ code, name, level }) => ({ code, name, level })),
  }
}
