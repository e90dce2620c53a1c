/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desk.h"
#include "model-doubt.h"
#include "model-login.h"
#include "model-secret.h"
#include "platform-person.h"
#include "support-folder.h"

#define NAME "贵州某某有限公司"
#define CODE "91110000802100433B"
#define PASSWORD "一把好钥匙 2026"

/* Somebody's desktop, and who decides for them on the same platform. */
typedef struct {
  PlatformTest *test;
  PlatformPerson *boss;
  char *folder;
  ModelPlatform *platform;
  ModelAccount *account;
  char *members; /* path */
  char *left;    /* name of the enterprise that the person left last, or NULL */
} Fixture;

static void
entered (GObject *source, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;

  model_login_finish (result, &error);
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

static void
register_person (Fixture *fixture)
{
  g_autoptr (GBytes) secret = model_secret_new (PASSWORD);
  g_autoptr (GBytes) number = model_secret_new ("52010219900101001X");
  gboolean done = FALSE;

  model_login_enter (
      fixture->account,
      &(ModelRegistration){
          .login = "wangxiaoming", .password = secret, .name = "王小明", .id_number = number},
      NULL, entered, &done);
  desk_wait_until (done && model_account_get_account (fixture->account) != NULL);
}

static void
meet (Fixture *fixture)
{
  const char *address = platform_get_url (fixture->test->platform);
  g_autofree char *root = NULL;

  g_assert_true (model_platform_use (fixture->platform, address, NULL, NULL));
  model_platform_connect (fixture->platform);
  desk_wait_until (model_platform_get_state (fixture->platform) == MODEL_PLATFORM_FAILED);
  root = model_platform_dup_new_root (fixture->platform);
  g_assert_true (model_platform_accept_root (fixture->platform, root, NULL));
  desk_wait_until (model_platform_get_state (fixture->platform) == MODEL_PLATFORM_READY);
}

static void
claim (Fixture *fixture)
{
  g_autoptr (PlatformReply)
      claimed = platform_person_ask (fixture->boss, "POST", "/v1/organisations",
                                     "{\"name\":\"" NAME "\",\"credit_code\":\"" CODE "\"}");

  g_assert_cmpuint (claimed->status, ==, 201);
  fixture->members = g_strdup_printf ("/v1/organisations/%s/members",
                                      platform_reply_text (claimed, "id"));
}

static void
left (Fixture *fixture, const char *name)
{
  g_free (fixture->left);
  fixture->left = g_strdup (name);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->test = platform_test_new ();
  fixture->boss = platform_person_new (fixture->test, "lilei");
  platform_person_certify (fixture->boss);
  claim (fixture);
  fixture->folder = g_dir_make_tmp ("vermilion-ear-XXXXXX", NULL);
  fixture->platform = model_platform_new (fixture->folder, "试验平台");
  fixture->account = model_account_new (fixture->platform);
  g_signal_connect_swapped (fixture->account, "left", G_CALLBACK (left), fixture);
  meet (fixture);
  register_person (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_clear_object (&fixture->account);
  g_clear_object (&fixture->platform);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  platform_person_free (fixture->boss);
  platform_test_free (fixture->test);
  support_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->members);
  g_free (fixture->left);
}

static void
place (Fixture *fixture, const char *roles)
{
  g_autofree char *body = g_strdup_printf ("{\"login\":\"wangxiaoming\",\"roles\":[%s]}", roles);
  g_autoptr (PlatformReply)
      reply = platform_person_ask (fixture->boss, "POST", fixture->members, body);

  g_assert_cmpuint (reply->status, ==, 204);
}

static void
take_away (Fixture *fixture)
{
  g_autofree char *path = g_strdup_printf ("%s/%s", fixture->members,
                                           model_account_get_account (fixture->account)->person);
  g_autoptr (PlatformReply) reply = platform_person_ask (fixture->boss, "DELETE", path, NULL);

  g_assert_cmpuint (reply->status, ==, 204);
}

static guint
count_roles (Fixture *fixture)
{
  GPtrArray *all = model_account_get_organisations (fixture->account);

  return all != NULL && all->len == 1 ? g_strv_length (((WireOrganisation *) all->pdata[0])->roles)
                                      : 0;
}

/* Nobody has to ask anew what others decided about them. */
static void
test_member (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *space = NULL;
  GPtrArray *all;

  place (fixture, "\"applicant\"");
  desk_wait_until (count_roles (fixture) == 1);
  place (fixture, "\"applicant\",\"approver\"");
  desk_wait_until (count_roles (fixture) == 2);
  g_assert_null (fixture->left);

  all = model_account_get_organisations (fixture->account);
  space = g_strdup (((WireOrganisation *) all->pdata[0])->id);
  g_assert_true (model_account_enter_space (fixture->account, space, NULL));
  g_assert_nonnull (model_account_get_space (fixture->account));
  take_away (fixture);
  desk_wait_until (fixture->left != NULL);
  g_assert_cmpstr (fixture->left, ==, NAME);
  g_assert_null (model_account_get_space (fixture->account));

  /* Back again, but in the space that one is in. */
  place (fixture, "\"approver\"");
  desk_wait_until (count_roles (fixture) == 1);
  g_assert_null (model_account_get_space (fixture->account));
}

/* Who logs out leaves nothing: that is not told, and nothing is heard any more. */
static void
test_logged_out (Fixture *fixture, gconstpointer unused)
{
  place (fixture, "\"applicant\"");
  desk_wait_until (count_roles (fixture) == 1);
  model_login_leave (fixture->account);
  desk_wait_until (model_account_get_account (fixture->account) == NULL);
  g_assert_null (fixture->left);
  g_assert_null (model_account_get_error (fixture->account));
}

static void
found (GObject *source, GAsyncResult *result, gpointer organisation)
{
  g_autoptr (GError) error = NULL;

  *(WireOrganisation **) organisation = model_platform_finish (result, &error);
  g_assert_no_error (error);
}

/* An operator finds what was decided on by its code as somebody writes it. */
static void
test_doubt (Fixture *fixture, gconstpointer unused)
{
  const PlatformGrant grant = {.login = "wangxiaoming", .role = "ca-operator", .granted = TRUE};
  WireOrganisation *organisation = NULL;

  g_assert_true (platform_grant (&fixture->test->options, &grant, NULL));
  model_doubt_find (fixture->platform, " ９１１１００００ 802100433b ", NULL, found, &organisation);
  desk_wait_until (organisation != NULL);
  g_assert_cmpstr (organisation->name, ==, NAME);
  g_assert_cmpint (model_doubt_judge (organisation), ==, MODEL_DOUBT_POSSIBLE);
  organisation->own = TRUE;
  g_assert_cmpint (model_doubt_judge (organisation), ==, MODEL_DOUBT_OWN);
  organisation->own = FALSE;
  wire_free (&wire_organisation_type, organisation);
  g_assert_cmpint (model_doubt_judge (&(WireOrganisation){.state = (char *) "claimed"}), ==,
                   MODEL_DOUBT_WAITS);
  g_assert_cmpint (model_doubt_judge (&(WireOrganisation){.state = (char *) "rejected"}), ==,
                   MODEL_DOUBT_REJECTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/model/ear/member", Fixture, NULL, set_up, test_member, tear_down);
  g_test_add ("/model/ear/logged-out", Fixture, NULL, set_up, test_logged_out, tear_down);
  g_test_add ("/model/ear/doubt", Fixture, NULL, set_up, test_doubt, tear_down);
  return g_test_run ();
}
