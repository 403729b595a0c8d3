// What the admin API takes and gives for checks.
#include "app/admin/admin_endpoints.hpp"
#include "record/probe.hpp"

namespace jurymast::app {
namespace {

using control::a_flag;
using control::a_text;
using control::a_time;
using control::a_whole;
using control::AdminEndpoints;
using control::an_id;
using control::ApiType;
using control::object_of;
using control::open_object_of;
using control::optional;
using control::Role;
using control::words_of;

constexpr std::array<std::string_view, 4> kCheckNames{"happy_path", "error_credential", "error_missing_field",
                                                      "error_client_fault"};
constexpr std::array<std::string_view, 6> kOfferedKinds{"probe", "contract", "gate", "note", "handoff", "incident"};

ApiType ticket_ask() {
  return object_of({{"run", a_text(), "which run of checks it belongs to"},
                    {"check", words_of(kCheckNames)},
                    {"route", a_text()},
                    optional("target", a_text(), "left out: the primary"),
                    optional("fault", words_of(record::kProbeFaultNames), "what the probe shall meet; left out: none"),
                    optional("canary_path", a_flag(),
                             "true: the route is a controlled canary path; needed where the environment is production")});
}

}  // namespace

AdminEndpoints probe_endpoints() {
  return {{.method = "POST",
           .path = "/probes",
           .role = Role::Operate,
           .summary = "A ticket for one probe",
           .asked = ticket_ask(),
           .answered = object_of({{"ticket", a_text(), "for the header `x-jurymast-probe`, once"}, {"expires_at", a_time()}}),
           .refusals = {404, 409, 422, 429}},
          {.method = "GET",
           .path = "/operations/*",
           .role = Role::View,
           .summary = "The record of a finished probe",
           .segment = "id",
           .answered = open_object_of({{"v", a_whole()}, {"kind", a_text()}, {"id", an_id()}}),
           .refusals = {404}},
          {.method = "POST",
           .path = "/records",
           .role = Role::Operate,
           .summary = "A place in the log for what a check saw or a person wrote",
           .asked = open_object_of({{"v", a_whole(), "1"}, {"kind", words_of(kOfferedKinds)}}),
           .answered = object_of({{"id", an_id()}}),
           .refusals = {409, 422, 503}}};
}

}  // namespace jurymast::app
