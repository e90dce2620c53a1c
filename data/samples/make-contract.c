/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes the sample contract: a purchase contract of three A4 pages between two companies that are
 * made up, set the way Chinese offices set one. The same fonts give the same bytes. */

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#define MM(mm) ((mm) *72 / 25.4)

#define PAGE_WIDTH MM (210)
#define PAGE_HEIGHT MM (297)
#define LEFT MM (28)
#define RIGHT MM (26)
#define TOP MM (27)
#define BOTTOM MM (25)
#define TEXT_WIDTH (PAGE_WIDTH - LEFT - RIGHT)

#define SONG "Noto Serif CJK SC"
#define HEI "Noto Sans CJK SC"
/* 小四, and lines a little wider apart than in a book, as office documents have them. */
#define BODY 12.0
#define LEADING 20.5

#define NUMBER "QS-CG-2026-0421"
#define CREATED "2026-11-20T09:00:00+08:00"
#define BUYER "贵州山水云图科技有限公司"
#define SELLER "遵义青石仪器设备有限公司"

typedef enum { PARTY, HEADING, CLAUSE, CENTRED, GOODS } Kind;

typedef struct {
  Kind kind;
  const char *text;
} Block;

static const Block blocks[] = {
    {PARTY, "<b>甲方（采购方）：</b>" BUYER "\n统一社会信用代码：91520100MA0000001X\n"
            "住所：贵州省贵阳市观山湖区林城路8号\n联系人：周云　　电话：0851-5550 0101"},
    {PARTY, "<b>乙方（供货方）：</b>" SELLER "\n统一社会信用代码：91520300MA0000002X\n"
            "住所：贵州省遵义市红花岗区沿江路26号\n联系人：石岩　　电话：0851-5550 0202"},
    {CLAUSE, "根据《中华人民共和国民法典》及有关法律、法规，甲乙双方在平等、自愿、公平和诚实信用"
             "的基础上，就甲方向乙方采购测绘仪器设备事宜协商一致，订立本合同，以资共同遵守。"},
    {HEADING, "第一条　标的、数量与价款"},
    {GOODS, NULL},
    {CLAUSE, "合同总价为人民币（大写）<b>伍拾贰万捌仟叁佰元整</b>（¥528,300.00），已含13%增值税、"
             "包装费、运输费、保险费、安装调试费及培训费。除双方另有书面约定外，合同履行期间该价格"
             "不作调整。"},
    {HEADING, "第二条　质量标准"},
    {CLAUSE, "乙方提供的设备应为全新、未使用过的原厂产品，符合国家标准、行业标准及本合同附件一所列"
             "技术参数，并附产品合格证、计量检定证书和中文使用说明书。"},
    {HEADING, "第三条　交货时间、地点与方式"},
    {CLAUSE, "乙方应于本合同生效之日起30日内，将全部设备一次性运抵贵州省贵阳市观山湖区林城路8号"
             "甲方设备中心。设备的所有权及毁损、灭失的风险自甲方签收时起转移。"},
    {HEADING, "第四条　包装与运输"},
    {CLAUSE, "乙方应采用适合精密仪器长途运输的防潮、防震包装，包装物不回收。因包装或者运输不当造成"
             "的损失由乙方承担。"},
    {HEADING, "第五条　验收"},
    {CLAUSE, "设备到货后，双方共同开箱清点。甲方应在安装调试完毕后10日内完成验收并签署验收单；"
             "验收不合格的，乙方应在7日内无偿更换或者修复，并重新提交验收。甲方逾期未验收又未提出"
             "书面异议的，视为验收合格。"},
    {HEADING, "第六条　付款方式"},
    {CLAUSE, "（一）本合同生效后5个工作日内，甲方支付合同总价的30%作为预付款，计人民币"
             "158,490.00元；"},
    {CLAUSE, "（二）设备验收合格且收到乙方开具的等额增值税专用发票后10个工作日内，甲方支付合同总价"
             "的60%，计人民币316,980.00元；"},
    {CLAUSE, "（三）其余10%，计人民币52,830.00元，作为质量保证金，质量保证期满且无未决质量争议的，"
             "甲方于10个工作日内无息付清。"},
    {HEADING, "第七条　质量保证与售后服务"},
    {CLAUSE, "质量保证期为24个月，自验收合格之日起计算。质量保证期内，乙方应在接到甲方通知后4小时"
             "内答复、48小时内到达现场；不能在5日内修复的，应提供同等性能的备用设备。"},
    {HEADING, "第八条　知识产权与保密"},
    {CLAUSE, "乙方保证甲方使用设备及其随附软件不受第三人关于侵犯知识产权的指控。双方对在履行合同中"
             "知悉的对方商业秘密负有保密义务，该义务不因合同终止而免除。"},
    {HEADING, "第九条　违约责任"},
    {CLAUSE,
     "（一）乙方逾期交货的，每逾期一日，按逾期交货部分价款的0.5‰支付违约金；逾期超过30日的，"
     "甲方有权解除合同，乙方应退还已收款项并赔偿损失。"},
    {CLAUSE, "（二）甲方逾期付款的，每逾期一日，按逾期付款金额的0.5‰支付违约金。"},
    {CLAUSE, "（三）违约金累计不超过合同总价的10%；违约金不足以弥补实际损失的，违约方应当补足。"},
    {HEADING, "第十条　不可抗力"},
    {CLAUSE, "因不可抗力不能履行合同的，根据不可抗力的影响部分或者全部免除责任，但应及时通知对方，"
             "并在15日内提供有关机构出具的证明。"},
    {HEADING, "第十一条　合同的变更与解除"},
    {CLAUSE,
     "本合同的变更、补充应当采用书面形式，经双方签署后成为本合同的组成部分。任何一方不得擅自"
     "将合同权利义务转让给第三人。"},
    {HEADING, "第十二条　争议解决"},
    {CLAUSE,
     "因本合同发生的争议，双方应协商解决；协商不成的，任何一方均可向甲方住所地有管辖权的人民"
     "法院提起诉讼。"},
    {HEADING, "第十三条　电子签名与合同生效"},
    {CLAUSE,
     "双方同意以可靠的电子签名签署本合同。依照《中华人民共和国电子签名法》，可靠的电子签名与"
     "手写签名或者盖章具有同等的法律效力。本合同自双方均签署之日起生效；以纸质形式留存的，"
     "一式四份，双方各执两份。"},
    {CLAUSE, "附件一《技术参数表》、附件二《交货清单》为本合同的组成部分。"},
    {CENTRED, "（以下无正文）"},
};

static const char *const goods[][7] = {
    {"序号", "名称", "规格型号", "单位", "数量", "单价（元）", "金额（元）"},
    {"1", "全站仪", "TS-502", "台", "4", "48,600.00", "194,400.00"},
    {"2", "GNSS 接收机", "GR-30", "套", "6", "36,800.00", "220,800.00"},
    {"3", "数字水准仪", "DL-07", "台", "3", "27,500.00", "82,500.00"},
    {"4", "碳纤维三脚架", "TP-2", "副", "10", "1,260.00", "12,600.00"},
    {"5", "安装调试与培训", "—", "项", "1", "18,000.00", "18,000.00"},
    {"合计（含税）", "", "", "", "", "", "528,300.00"},
};
static const double column_widths[] = {12, 36, 24, 13, 13, 28, 30}; /* mm, together the text */
#define ROW_HEIGHT MM (7.6)

typedef struct {
  cairo_t *cr;
  double y;
  int page;
} Press;

static PangoLayout *
set_text (cairo_t *cr, const char *font, double size, const char *markup)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) description = pango_font_description_from_string (font);

  pango_context_set_language (pango_layout_get_context (layout),
                              pango_language_from_string ("zh-cn"));
  pango_font_description_set_absolute_size (description, size * PANGO_SCALE);
  pango_layout_set_font_description (layout, description);
  pango_layout_set_markup (layout, markup, -1);
  return layout;
}

static void
put (cairo_t *cr, PangoLayout *layout, double x, double y)
{
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
}

static void
put_centred (cairo_t *cr, PangoLayout *layout, double x, double width, double y)
{
  int text_width;

  pango_layout_get_size (layout, &text_width, NULL);
  put (cr, layout, x + (width - (double) text_width / PANGO_SCALE) / 2, y);
}

/* Head and foot: the contract's number, and which page of three, so that none goes missing. */
static void
begin_page (Press *press)
{
  g_autofree char *foot = NULL;
  g_autoptr (PangoLayout) head_layout = NULL;
  g_autoptr (PangoLayout) foot_layout = NULL;

  if (press->page++ > 0)
    cairo_show_page (press->cr);
  cairo_set_source_rgb (press->cr, 0.25, 0.25, 0.25);
  head_layout = set_text (press->cr, SONG, 9, "采购合同　" NUMBER);
  put_centred (press->cr, head_layout, LEFT, TEXT_WIDTH, MM (13.5));
  cairo_set_line_width (press->cr, 0.4);
  cairo_move_to (press->cr, LEFT, MM (19.5));
  cairo_line_to (press->cr, PAGE_WIDTH - RIGHT, MM (19.5));
  cairo_stroke (press->cr);
  foot = g_strdup_printf ("第 %d 页　共 3 页", press->page);
  foot_layout = set_text (press->cr, SONG, 9, foot);
  put_centred (press->cr, foot_layout, LEFT, TEXT_WIDTH, PAGE_HEIGHT - MM (17));
  cairo_set_source_rgb (press->cr, 0, 0, 0);
  press->y = TOP;
}

static void
make_room (Press *press, double height)
{
  if (press->y + height > PAGE_HEIGHT - BOTTOM)
    begin_page (press);
}

/* Line by line over page ends, never leaving one line of a paragraph alone on either side. */
static void
flow (Press *press, PangoLayout *layout)
{
  g_autoptr (PangoLayoutIter) iter = pango_layout_get_iter (layout);
  int n_lines = pango_layout_get_line_count (layout);
  int line = 0;

  do
    {
      gboolean holds_next = n_lines > 1 && (line == 0 || line == n_lines - 2);
      PangoRectangle box;

      make_room (press, holds_next ? 2 * LEADING : LEADING);
      pango_layout_iter_get_line_extents (iter, NULL, &box);
      cairo_move_to (press->cr, LEFT + (double) box.x / PANGO_SCALE, press->y + 0.72 * LEADING);
      pango_cairo_show_layout_line (press->cr, pango_layout_iter_get_line_readonly (iter));
      press->y += LEADING;
      line++;
    }
  while (pango_layout_iter_next_line (iter));
}

static void
set_block (Press *press, const Block *block)
{
  g_autoptr (PangoLayout)
      layout = set_text (press->cr, block->kind == HEADING ? HEI : SONG, BODY, block->text);

  pango_layout_set_width (layout, (int) (TEXT_WIDTH * PANGO_SCALE));
  if (block->kind == CLAUSE)
    {
      pango_layout_set_indent (layout, (int) (2 * BODY * PANGO_SCALE));
      pango_layout_set_justify (layout, TRUE);
    }
  if (block->kind == CENTRED)
    {
      pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
      press->y += BODY;
    }
  if (block->kind == HEADING)
    {
      press->y += BODY * 0.4;
      /* With two lines of what it heads. */
      make_room (press, 3 * LEADING);
    }
  flow (press, layout);
  if (block->kind == PARTY)
    press->y += BODY * 0.5;
}

static void
set_cell (Press *press, guint row, guint column, double x, double width)
{
  gboolean head = row == 0 || row == G_N_ELEMENTS (goods) - 1;
  g_autoptr (PangoLayout)
      layout = set_text (press->cr, head ? HEI : SONG, 10.5, goods[row][column]);
  int text_width, text_height;
  double y;

  pango_layout_get_size (layout, &text_width, &text_height);
  y = press->y + (ROW_HEIGHT - (double) text_height / PANGO_SCALE) / 2;
  if (row == G_N_ELEMENTS (goods) - 1 && column == 0)
    width = TEXT_WIDTH - MM (column_widths[G_N_ELEMENTS (column_widths) - 1]);
  if (column < 5 || row == 0)
    put_centred (press->cr, layout, x, width, y);
  else
    put (press->cr, layout, x + width - MM (2) - (double) text_width / PANGO_SCALE, y);
}

static void
rule_goods (Press *press, double top)
{
  double x = LEFT;
  double sums = top + ROW_HEIGHT * (G_N_ELEMENTS (goods) - 1);

  cairo_set_line_width (press->cr, 0.5);
  for (guint row = 0; row <= G_N_ELEMENTS (goods); row++)
    {
      cairo_move_to (press->cr, LEFT, top + row * ROW_HEIGHT);
      cairo_rel_line_to (press->cr, TEXT_WIDTH, 0);
    }
  for (guint column = 0; column <= G_N_ELEMENTS (column_widths); column++)
    {
      /* The row of sums is one cell up to the amount. */
      gboolean through = column == 0 || column >= G_N_ELEMENTS (column_widths) - 1;

      cairo_move_to (press->cr, x, top);
      cairo_line_to (press->cr, x, through ? sums + ROW_HEIGHT : sums);
      if (column < G_N_ELEMENTS (column_widths))
        x += MM (column_widths[column]);
    }
  cairo_stroke (press->cr);
}

static void
set_goods (Press *press)
{
  double top;

  make_room (press, ROW_HEIGHT * G_N_ELEMENTS (goods));
  press->y += MM (1.5);
  top = press->y;
  for (guint row = 0; row < G_N_ELEMENTS (goods); row++)
    {
      double x = LEFT;

      for (guint column = 0; column < G_N_ELEMENTS (column_widths); column++)
        {
          set_cell (press, row, column, x, MM (column_widths[column]));
          x += MM (column_widths[column]);
        }
      press->y += ROW_HEIGHT;
    }
  rule_goods (press, top);
  press->y += MM (2.5);
}

/* Enough white around “盖章” for a seal of 42 mm over the name. */
static void
set_signatures (Press *press)
{
  static const char *const sides[] = {
      "<b>甲方（盖章）：</b>\n" BUYER "\n\n法定代表人或授权代表\n（签字）：\n\n"
      "开户银行：示例银行林城支行\n账号：0000 0000 0000 0001\n\n日期：　　　年　　月　　日",
      "<b>乙方（盖章）：</b>\n" SELLER "\n\n法定代表人或授权代表\n（签字）：\n\n"
      "开户银行：示例银行沿江支行\n账号：0000 0000 0000 0002\n\n日期：　　　年　　月　　日",
  };

  make_room (press, MM (85));
  press->y += MM (10);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autoptr (PangoLayout) layout = set_text (press->cr, SONG, BODY, sides[i]);

      pango_layout_set_line_spacing (layout, 1.2F);
      put (press->cr, layout, LEFT + i * (TEXT_WIDTH / 2 + MM (3)), press->y);
    }
}

static void
set_title (Press *press)
{
  g_autoptr (PangoLayout) title = set_text (press->cr, SONG " Bold", 22, "采　购　合　同");
  g_autoptr (PangoLayout) facts = set_text (
      press->cr, SONG, BODY, "合同编号：" NUMBER "　　　签订地点：贵州省贵阳市观山湖区");

  press->y += MM (3);
  put_centred (press->cr, title, LEFT, TEXT_WIDTH, press->y);
  press->y += MM (17);
  put (press->cr, facts, LEFT, press->y);
  press->y += MM (10);
}

int
main (int argc, char **argv)
{
  cairo_surface_t *surface;
  Press press = {0};
  cairo_status_t status;

  if (argc != 2)
    return 2;
  surface = cairo_pdf_surface_create (argv[1], PAGE_WIDTH, PAGE_HEIGHT);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, "采购合同 " NUMBER);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_AUTHOR, BUYER);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, CREATED);
  press.cr = cairo_create (surface);
  begin_page (&press);
  set_title (&press);
  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      if (blocks[i].kind == GOODS)
        set_goods (&press);
      else
        set_block (&press, &blocks[i]);
    }
  set_signatures (&press);
  cairo_show_page (press.cr);
  cairo_destroy (press.cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS || press.page != 3)
    {
      g_printerr ("%s: %s, %d pages\n", argv[1], cairo_status_to_string (status), press.page);
      return 1;
    }
  return 0;
}
