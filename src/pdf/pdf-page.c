/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "pdf-error.h"
#include "pdf-file-private.h"

/* Trees as deep as this are chains made by a slip or by malice. */
#define MAX_DEPTH 256

/* Kids looked at in one walk: more than any real file has pages. */
#define MAX_KIDS 4000000

/* Farther from the origin no page is meant; 14,400 units is what Acrobat allows. */
#define MAX_COORDINATE 1e6

/* What a page has from the nodes above it (ISO 32000-2, 7.7.3.4). */
typedef struct {
  gboolean has_media;
  gboolean has_crop;
  PdfRect media;
  PdfRect crop;
  int rotate;
} Inherited;

typedef struct {
  PdfObject *page; /* as it stands in /Kids */
  guint inherited; /* place in PdfPageTree.inherited */
} Leaf;

/* Counts that agree with each other are believed, and a page is found without touching its
 * neighbours. Once one is found to lie, the whole tree is walked and the leaves are kept. */
struct _PdfPageTree {
  guint n_pages;
  GArray *starts;    /* guint: first page below each kid of the root, unless that is flat */
  GArray *leaves;    /* of Leaf; NULL while the counts are believed */
  GArray *inherited; /* of Inherited */
};

static void
leaf_clear (gpointer data)
{
  Leaf *leaf = data;

  pdf_object_unref (leaf->page);
}

/**
 * pdf_page_tree_free: (skip)
 * @self: (nullable): what is known of the pages
 *
 * Frees what is known of the pages.
 */
void
pdf_page_tree_free (PdfPageTree *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->starts, g_array_unref);
  g_clear_pointer (&self->leaves, g_array_unref);
  g_clear_pointer (&self->inherited, g_array_unref);
  g_free (self);
}

/**
 * pdf_file_get_rect: (skip)
 * @self: a file
 * @dict: a dictionary
 * @key: a key
 * @rect: (out): its corners in order
 *
 * Reads a rectangle (ISO 32000-2, 7.9.5).
 *
 * Returns: %FALSE when there is none, or one from beyond any page
 */
gboolean
pdf_file_get_rect (PdfFile *self, PdfObject *dict, const char *key, PdfRect *rect)
{
  g_autoptr (PdfObject) array = pdf_file_get_key (self, dict, key, NULL);
  double v[4];

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (PdfObject) value = pdf_file_resolve (self, pdf_object_peek_index (array, i), NULL);

      if (!pdf_object_is_number (value))
        return FALSE;
      v[i] = pdf_object_get_number (value);
      if (!(fabs (v[i]) <= MAX_COORDINATE))
        return FALSE;
    }
  *rect = (PdfRect){fmin (v[0], v[2]), fmin (v[1], v[3]), fmax (v[0], v[2]), fmax (v[1], v[3])};
  return TRUE;
}

/* What bounds no area counts for nothing: the box above, or none, holds then. */
static gboolean
get_box_rect (PdfFile *file, PdfObject *dict, const char *key, PdfRect *rect)
{
  return pdf_file_get_rect (file, dict, key, rect) && rect->x1 - rect->x0 > 1e-3 &&
         rect->y1 - rect->y0 > 1e-3;
}

/* 0, 90, 180 or 270. Anything that is no multiple of 90 is not legal and counts as 0, which is how
 * Poppler shows it: what stands on the screen is what is signed. */
static int
get_quarter (double degrees)
{
  double turned = fmod (degrees, 360.0);
  int quarters = (int) (turned / 90.0);

  return turned == quarters * 90.0 ? ((quarters + 4) % 4) * 90 : 0;
}

static void
inherit (PdfFile *file, PdfObject *dict, Inherited *inherited)
{
  g_autoptr (PdfObject) rotate = pdf_file_get_key (file, dict, "Rotate", NULL);
  PdfRect rect;

  if (get_box_rect (file, dict, "MediaBox", &rect))
    {
      inherited->media = rect;
      inherited->has_media = TRUE;
    }
  if (get_box_rect (file, dict, "CropBox", &rect))
    {
      inherited->crop = rect;
      inherited->has_crop = TRUE;
    }
  if (pdf_object_is_number (rotate))
    inherited->rotate = get_quarter (pdf_object_get_number (rotate));
}

static PdfPageBox
get_box (PdfFile *file, PdfObject *page, const Inherited *inherited)
{
  g_autoptr (PdfObject) unit = pdf_file_get_key (file, page, "UserUnit", NULL);
  /* Without a /MediaBox, which is required, other readers take US letter. */
  PdfRect letter = {0, 0, 612, 792};
  PdfPageBox box = {letter, inherited->rotate, pdf_object_get_number (unit)};

  if (inherited->has_media)
    box.crop = inherited->media;
  if (inherited->has_crop)
    {
      PdfRect cut = {fmax (box.crop.x0, inherited->crop.x0), fmax (box.crop.y0, inherited->crop.y0),
                     fmin (box.crop.x1, inherited->crop.x1),
                     fmin (box.crop.y1, inherited->crop.y1)};

      if (cut.x0 < cut.x1 && cut.y0 < cut.y1)
        box.crop = cut;
    }
  if (!(box.user_unit > 1e-3 && box.user_unit < 1e6))
    box.user_unit = 1;
  return box;
}

/* Producers leave /Type out; only a node has /Kids. */
static gboolean
is_node (PdfObject *dict)
{
  return pdf_object_peek_key (dict, "Kids") &&
         !pdf_object_is_name (pdf_object_peek_key (dict, "Type"), "Page");
}

static gint64
get_count (PdfFile *file, PdfObject *dict)
{
  g_autoptr (PdfObject) count = NULL;

  if (pdf_object_get_type (dict) != PDF_TYPE_DICT)
    return 0;
  if (!is_node (dict))
    return 1;
  count = pdf_file_get_key (file, dict, "Count", NULL);
  return MAX (0, pdf_object_get_integer (count));
}

static PdfObject *
get_kid (PdfFile *file, PdfObject *kids, guint index, GError **error)
{
  return pdf_file_resolve (file, pdf_object_peek_index (kids, index), error);
}

/* Whether a node has one leaf for each count, seen at both ends. */
static gboolean
is_flat (PdfFile *file, PdfObject *kids, gint64 count)
{
  guint length = pdf_object_get_length (kids);
  g_autoptr (PdfObject) first = get_kid (file, kids, 0, NULL);
  g_autoptr (PdfObject) last = length ? get_kid (file, kids, length - 1, NULL) : NULL;

  return length == count && pdf_object_get_type (first) == PDF_TYPE_DICT && !is_node (first) &&
         pdf_object_get_type (last) == PDF_TYPE_DICT && !is_node (last);
}

/* Whether the count of a node is the sum of those below. @starts gets the partial sums. */
static gboolean
is_consistent (PdfFile *file, PdfObject *node, GArray *starts)
{
  g_autoptr (PdfObject) kids = pdf_file_get_key (file, node, "Kids", NULL);
  gint64 count = get_count (file, node);
  guint sum = 0;

  if (count == 0 || count > G_MAXINT32 || pdf_object_get_type (kids) != PDF_TYPE_ARRAY)
    return FALSE;
  if (is_flat (file, kids, count))
    return TRUE;
  for (guint i = 0; i < pdf_object_get_length (kids); i++)
    {
      g_autoptr (PdfObject) kid = get_kid (file, kids, i, NULL);
      gint64 below = get_count (file, kid);

      if (below == 0 || below > count - sum)
        return FALSE;
      if (starts)
        g_array_append_val (starts, sum);
      sum += below;
    }
  return sum == count;
}

typedef struct {
  PdfFile *file;
  PdfPageTree *tree;
  GHashTable *seen; /* nodes, by number */
  guint kids;
} Walk;

static gboolean
walk_node (Walk *walk, PdfObject *node, Inherited inherited, guint depth, GError **error)
{
  g_autoptr (PdfObject) kids = pdf_file_get_key (walk->file, node, "Kids", NULL);
  guint place = walk->tree->inherited->len;

  inherit (walk->file, node, &inherited);
  g_array_append_val (walk->tree->inherited, inherited);
  for (guint i = 0; i < pdf_object_get_length (kids); i++)
    {
      PdfObject *at = pdf_object_peek_index (kids, i);
      guint32 number = pdf_object_get_ref (at, NULL);
      g_autoptr (PdfObject) kid = pdf_file_resolve (walk->file, at, error);

      /* A page that cannot be read is not left out: page numbers would shift. */
      if (!kid)
        return FALSE;
      if (++walk->kids > MAX_KIDS || depth > MAX_DEPTH)
        {
          g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT, "page tree is too large or too deep");
          return FALSE;
        }
      if (pdf_object_get_type (kid) != PDF_TYPE_DICT)
        continue;
      if (!is_node (kid))
        {
          Leaf leaf = {pdf_object_ref (number ? at : kid), place};

          g_array_append_val (walk->tree->leaves, leaf);
          continue;
        }
      if (number && !g_hash_table_add (walk->seen, GUINT_TO_POINTER (number)))
        {
          g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED,
                       "page tree contains itself at object %u", number);
          return FALSE;
        }
      if (!walk_node (walk, kid, inherited, depth + 1, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
walk_tree (PdfFile *self, PdfObject *root, guint32 number, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  PdfPageTree *tree = g_new0 (PdfPageTree, 1);
  Walk walk = {self, tree, seen, 0};
  Inherited nothing = {0};

  tree->leaves = g_array_new (FALSE, FALSE, sizeof (Leaf));
  g_array_set_clear_func (tree->leaves, leaf_clear);
  tree->inherited = g_array_new (FALSE, FALSE, sizeof (Inherited));
  g_hash_table_add (seen, GUINT_TO_POINTER (number));
  if (!walk_node (&walk, root, nothing, 0, error))
    {
      pdf_page_tree_free (tree);
      return FALSE;
    }
  tree->n_pages = tree->leaves->len;
  pdf_page_tree_free (self->pages);
  self->pages = tree;
  return TRUE;
}

static PdfObject *
get_root (PdfFile *self, guint32 *number, GError **error)
{
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (self, error);
  g_autoptr (PdfObject) root = NULL;
  g_autoptr (GError) problem = NULL;

  if (!catalog)
    return NULL;
  *number = pdf_object_get_ref (pdf_object_peek_key (catalog, "Pages"), NULL);
  root = pdf_file_get_key (self, catalog, "Pages", &problem);
  if (pdf_object_get_type (root) == PDF_TYPE_DICT)
    return g_steal_pointer (&root);
  if (problem)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "no page tree");
  return NULL;
}

static PdfPage *
page_new (PdfFile *self, PdfObject *at, Inherited inherited, GError **error)
{
  g_autoptr (PdfObject) dict = pdf_file_resolve (self, at, error);
  PdfPage *page;

  if (!dict)
    return NULL;
  page = g_new0 (PdfPage, 1);
  page->number = pdf_object_get_ref (at, &page->generation);
  inherit (self, dict, &inherited);
  page->box = get_box (self, dict, &inherited);
  page->dict = g_steal_pointer (&dict);
  return page;
}

/* One level down from the root, by halving. */
static PdfObject *
descend_from_root (PdfPageTree *tree, PdfObject *kids, guint *index)
{
  guint low = 0;
  guint high = tree->starts->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (tree->starts, guint, middle) <= *index)
        low = middle;
      else
        high = middle;
    }
  *index -= g_array_index (tree->starts, guint, low);
  return pdf_object_ref (pdf_object_peek_index (kids, low));
}

/* One level down towards page @index, which becomes its place below the kid. */
static PdfObject *
descend (PdfFile *self, PdfObject *node, guint depth, guint *index)
{
  g_autoptr (PdfObject) kids = pdf_file_get_key (self, node, "Kids", NULL);
  guint at = *index;

  if (depth == 0 && self->pages->starts->len > 0)
    return descend_from_root (self->pages, kids, index);
  if (is_flat (self, kids, get_count (self, node)))
    {
      *index = 0;
      return pdf_object_ref (pdf_object_peek_index (kids, at));
    }
  for (guint i = 0; i < pdf_object_get_length (kids); i++)
    {
      g_autoptr (PdfObject) kid = get_kid (self, kids, i, NULL);
      gint64 below = get_count (self, kid);

      if (at < below)
        {
          *index = at;
          return pdf_object_ref (pdf_object_peek_index (kids, i));
        }
      at -= below;
    }
  return NULL;
}

/* NULL without an error when a count on the way lies. */
static PdfPage *
find_page (PdfFile *self, guint index, GError **error)
{
  guint32 number;
  g_autoptr (PdfObject) node = get_root (self, &number, error);
  Inherited inherited = {0};

  for (guint depth = 0; node && depth < MAX_DEPTH; depth++)
    {
      g_autoptr (PdfObject) at = NULL;
      PdfObject *kid;

      if (depth > 0 && !is_consistent (self, node, NULL))
        return NULL;
      inherit (self, node, &inherited);
      at = descend (self, node, depth, &index);
      if (!at)
        return NULL;
      kid = pdf_file_resolve (self, at, NULL);
      pdf_object_unref (node);
      node = kid;
      if (pdf_object_get_type (kid) != PDF_TYPE_DICT)
        return NULL;
      if (!is_node (kid))
        return index == 0 ? page_new (self, at, inherited, error) : NULL;
    }
  return NULL;
}

static gboolean
ensure_tree (PdfFile *self, GError **error)
{
  g_autoptr (PdfObject) root = NULL;
  g_autoptr (PdfPage) last = NULL;
  guint32 number;
  gint64 count;

  if (self->pages)
    return TRUE;
  root = get_root (self, &number, error);
  if (!root)
    return FALSE;
  count = get_count (self, root);
  self->pages = g_new0 (PdfPageTree, 1);
  self->pages->n_pages = count;
  self->pages->starts = g_array_new (FALSE, FALSE, sizeof (guint));
  /* A page is an object, so more pages than entries is a lie. The way to the last page is gone
   * once: a tree that bites its tail has agreeing counts too. */
  if ((guint64) count <= self->n_entries && is_consistent (self, root, self->pages->starts))
    last = find_page (self, (guint) count - 1, NULL);
  if (last)
    return TRUE;
  g_clear_pointer (&self->pages, pdf_page_tree_free);
  return walk_tree (self, root, number, error);
}

/**
 * pdf_file_get_n_pages:
 * @self: a file
 * @error: return location
 *
 * Counts the pages. Counts in the page tree are believed as long as they agree with each other,
 * else the tree is walked.
 *
 * Returns: the count; 0 with %PDF_ERROR_NO_PAGES, %PDF_ERROR_DAMAGED (no page tree, or one that
 *   contains itself) or %PDF_ERROR_LIMIT
 */
guint
pdf_file_get_n_pages (PdfFile *self, GError **error)
{
  if (!ensure_tree (self, error))
    return 0;
  if (self->pages->n_pages == 0)
    g_set_error (error, PDF_ERROR, PDF_ERROR_NO_PAGES, "the file has no pages");
  return self->pages->n_pages;
}

/**
 * pdf_file_get_page:
 * @self: a file
 * @index: a page from 0
 * @error: return location
 *
 * Finds a page without touching those before it, where the page tree allows.
 *
 * Returns: (transfer full): the page; %NULL with %PDF_ERROR_NO_PAGE beyond the last, or as
 *   [method@PdfFile.get_n_pages]
 */
PdfPage *
pdf_file_get_page (PdfFile *self, guint index, GError **error)
{
  guint n_pages = pdf_file_get_n_pages (self, error);
  g_autoptr (GError) problem = NULL;

  if (n_pages == 0)
    return NULL;
  if (index < n_pages && !self->pages->leaves)
    {
      PdfPage *page = find_page (self, index, &problem);
      guint32 number;

      if (page)
        return page;

      g_autoptr (PdfObject) root = get_root (self, &number, error);

      if (!root || !walk_tree (self, root, number, error))
        return NULL;
    }
  if (index >= self->pages->n_pages)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_NO_PAGE, "there is no page %u among %u", index + 1,
                   self->pages->n_pages);
      return NULL;
    }

  Leaf *leaf = &g_array_index (self->pages->leaves, Leaf, index);

  return page_new (self, leaf->page,
                   g_array_index (self->pages->inherited, Inherited, leaf->inherited), error);
}

/**
 * pdf_page_free:
 * @page: (nullable): a page
 *
 * Frees a page.
 */
void
pdf_page_free (PdfPage *page)
{
  if (!page)
    return;
  g_clear_pointer (&page->dict, pdf_object_unref);
  g_free (page);
}
