import { Type } from 'typebox'
import { kindsConfiguration } from '#core/cases'
import { WordsSchema } from '#lib/http/contract'
import type { App } from '#lib/http'
import type { Json } from '#lib/kernel'
import { calendarConfiguration } from '#platform/calendar'
import { toldPart, type ConfigurationDesk, type Item } from '#platform/configuration'
import { dictionaryConfiguration, type DictionaryBook } from '#platform/dictionary'
import { exchangeConfiguration, type ExchangeDesk } from '#platform/exchange'
import { areasConfiguration, type Ground } from '#platform/geo'
import { messagingConfiguration, type Messaging } from '#platform/messaging'
import { orgConfiguration, type OrgBook } from '#platform/org'
import { kindContext, type CityData } from './city.ts'

export interface ConfigurationSources {
  readonly app: App
  readonly city: CityData
  readonly organisation: OrgBook
  readonly book: DictionaryBook
  readonly ground: Ground
  readonly messaging: Messaging
  readonly exchange: ExchangeDesk
}

const names = { 'zh-CN': '名称', en: 'Name' }

/** Every part of the configuration that travels, in the order in which an import applies them: units first. */
export function configurationDesk(sources: ConfigurationSources): ConfigurationDesk {
  const { app, city, organisation, book, ground, messaging, exchange } = sources
  const { editors, groups } = city.dictionaries.manifest
  return {
    city: city.city,
    parts: [
      orgConfiguration(organisation),
      calendarConfiguration,
      dictionaryConfiguration({ app, book, editors, groups, now: () => new Date() }),
      areasConfiguration(ground),
      messagingConfiguration(messaging),
      exchangeConfiguration(exchange),
      kindsConfiguration(kindContext(city)),
      toldPart({
        name: 'roles',
        title: { 'zh-CN': '角色', en: 'Roles' },
        item: Type.Object({ key: Type.String(), name: WordsSchema, reach: Type.String(), sensitivity: Type.Integer() }),
        fields: {
          name: names,
          reach: { 'zh-CN': '管辖范围', en: 'Reach' },
          sensitivity: { 'zh-CN': '敏感级别', en: 'Sensitivity' },
        },
        items: city.roles.map(({ code, name, reach, sensitivity }) => ({
          key: code,
          name: { ...name },
          reach,
          sensitivity,
        })),
      }),
      toldPart({
        name: 'file-limits',
        title: { 'zh-CN': '文件限制', en: 'File limits' },
        item: Type.Object({ key: Type.String(), value: Type.Unknown() }),
        fields: { value: { 'zh-CN': '值', en: 'Value' } },
        items: Object.entries(city.fileRules).map(([key, value]): Item => ({ key, value: value as Json })),
      }),
    ],
  }
}
