/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ask.h"

#include "wire-identity.h"

void
asked_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asked *asked = user_data;

  asked->answer = model_platform_finish (result, &asked->error);
  asked->done = TRUE;
}

void
asked_wait (Asked *asked)
{
  while (!asked->done)
    g_main_context_iteration (NULL, TRUE);
}

gpointer
ask (ModelPlatform *platform, const ClientQuestion *question, GError **error)
{
  Asked asked = {FALSE};

  model_platform_ask (platform, question, NULL, asked_answer, &asked);
  asked_wait (&asked);
  if (asked.error != NULL)
    g_propagate_error (error, asked.error);
  return asked.answer;
}

gpointer
ask_well (ModelPlatform *platform, const ClientQuestion *question)
{
  g_autoptr (GError) error = NULL;
  gpointer answer = ask (platform, question, &error);

  g_assert_no_error (error);
  return answer;
}

void
ask_accept_all (ModelPlatform *platform)
{
  WireAgreements *agreements = ask_well (platform,
                                         &(ClientQuestion){.operation = WIRE_LIST_AGREEMENTS});

  for (guint i = 0; i < agreements->items->len; i++)
    {
      WireAgreement *each = agreements->items->pdata[i];
      WireConsent *consent;
      const WireNewConsent message = {.agreement = each->agreement,
                                      .version = each->version,
                                      .language = each->language,
                                      .sha256 = each->sha256};

      if (!g_str_equal (each->language, "zh_CN"))
        continue;
      consent = ask_well (platform,
                          &(ClientQuestion){.operation = WIRE_CREATE_CONSENT, .body = &message});
      wire_free (&wire_consent_type, consent);
    }
  wire_free (&wire_agreements_type, agreements);
}
