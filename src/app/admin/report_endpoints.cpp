// What the admin API takes of those who tell what they saw.
#include "app/admin/admin_endpoints.hpp"

namespace jurymast::app {
namespace {

using control::a_flag;
using control::a_text;
using control::a_whole;
using control::AdminEndpoints;
using control::an_id;
using control::ApiType;
using control::list_of;
using control::map_of;
using control::object_of;
using control::open_object_of;
using control::optional;
using control::Role;
using control::words_of;

constexpr std::array<std::string_view, 2> kAlertStates{"firing", "resolved"};
constexpr std::array<std::string_view, 1> kDeliveryFormats{"4"};

/// What is read of Alertmanager's format; the rest is passed over.
ApiType delivery() {
  const ApiType alert = open_object_of({{"status", words_of(kAlertStates)},
                                        {"labels", map_of(a_text()), "`alertname` among them"},
                                        optional("annotations", map_of(a_text()), "`summary` and `runbook_url` are kept"),
                                        {"startsAt", a_text()},
                                        optional("endsAt", a_text())});
  return open_object_of({{"version", words_of(kDeliveryFormats)}, {"alerts", list_of(alert)}});
}

}  // namespace

AdminEndpoints report_endpoints() {
  return {{.method = "POST",
           .path = "/feedback",
           .role = Role::Report,
           .summary = "An application could not use an answer",
           .asked = object_of({{"operation", an_id(), "the answer's `x-request-id`"}, {"rejected", a_flag(), "true"}}),
           .answered = object_of({{"operation", an_id()}, {"recorded", a_flag()}, {"again", a_flag(), "it was told before"}}),
           .refusals = {404, 409, 422, 429, 503}},
          {.method = "POST",
           .path = "/alerts",
           .role = Role::Report,
           .summary = "Takes deliveries of Alertmanager's webhook into the log",
           .asked = delivery(),
           .answered = object_of({{"recorded", a_whole()}}),
           .refusals = {422, 503}}};
}

}  // namespace jurymast::app
