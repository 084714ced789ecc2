/** An answer of each report in the form of the vendor's page, by the report's name. The documents read the names in the database off them. */

const verdict = {ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: 'sucess'};

/** Its platforms do not add up to its total. https://www.tencentcloud.com/document/product/1047/71897 */
const chat = {
  ...verdict,
  TotalCount: 933_478,
  SentCount: 637_076,
  DeliveredCount: 7616,
  ClickCount: 421,
  PlatformStatistics: [
    {PushPlatform: 1, TotalCount: 120, SentCount: 100, DeliveredCount: 0, ClickCount: 27},
    {PushPlatform: 4, TotalCount: 90, SentCount: 80, DeliveredCount: 0, ClickCount: 5},
    {PushPlatform: 6, TotalCount: 83, SentCount: 70, DeliveredCount: 60, ClickCount: 9},
  ],
};

/** https://www.tencentcloud.com/document/product/1047/71894 */
const broadcast = {
  ...verdict,
  Results: [
    {
      TaskID: '',
      TotalCount: 900,
      SentCount: 850,
      DeliveredCount: 400,
      ClickCount: 12,
      PlatformStatistics: [
        {EventType: 1, PushPlatform: 3, TotalCount: 500, SentCount: 480, DeliveredCount: 300, ClickCount: 9},
        {EventType: 2, PushPlatform: 0, TotalCount: 400, SentCount: 370, DeliveredCount: 100, ClickCount: 3},
      ],
    },
  ],
};

/** Its platforms do not add up to its totals either. https://www.tencentcloud.com/document/product/1047/71898 */
const chatLoss = {
  ...verdict,
  ReadyToSendLoss: [
    {ErrCode: '-1', ErrCount: 167, ErrInfo: 'certificate id not set'},
    {ErrCode: '-2', ErrCount: 7, ErrInfo: 'no token'},
  ],
  PostSendDeliveredLoss: [{ErrCode: '10302', ErrCount: 3, ErrInfo: 'bad regId'}],
  PlatformReadyToSendLoss: [
    {PushPlatform: 1, ErrCode: '-1', ErrCount: 5, ErrInfo: 'certificate id not set'},
    {PushPlatform: 3, ErrCode: '-1', ErrCount: 123, ErrInfo: 'certificate id not set'},
  ],
  PlatformPostSendDeliveredLoss: [{PushPlatform: 7, ErrCode: '10302', ErrCount: 3, ErrInfo: 'bad regId'}],
};

/** https://www.tencentcloud.com/document/product/1047/71895 */
const broadcastLoss = {
  ...verdict,
  Results: [
    {
      TaskID: '',
      ReadyToSendLoss: [{ErrCode: '-2', ErrCount: 7, ErrInfo: 'no token'}],
      PostSendDeliveredLoss: [{ErrCode: '10302', ErrCount: 3, ErrInfo: 'bad regId'}],
      PlatformReadyToSendLoss: [{EventType: 1, PushPlatform: 7, ErrCode: '-2', ErrCount: 7, ErrInfo: 'no token'}],
      PlatformPostSendDeliveredLoss: [
        {EventType: 1, PushPlatform: 7, ErrCode: '10302', ErrCount: 3, ErrInfo: 'bad regId'},
      ],
    },
  ],
};

/** The same page, asked for two tasks. */
export const campaignSample = {
  ...verdict,
  Results: [
    {...broadcast.Results[0], TaskID: 'spring-1'},
    {TaskID: 'spring-2', TotalCount: 0, SentCount: 0, DeliveredCount: 0, ClickCount: 0},
  ],
};

export const samples = {chat, broadcast, 'chat-loss': chatLoss, 'broadcast-loss': broadcastLoss} as const;
