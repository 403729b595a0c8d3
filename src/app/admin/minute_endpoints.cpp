// What the admin API gives for charts.
#include "app/admin/admin_endpoints.hpp"

namespace jurymast::app {
namespace {

using control::a_flag;
using control::a_text;
using control::a_time;
using control::a_whole;
using control::ApiType;
using control::list_of;
using control::object_of;
using control::optional;

ApiType row() {
  return object_of({{"at", a_time(), "when the step begins"},
                    {"route", a_text(), "`none`: nobody knew which"},
                    {"target", a_text(), "who served, or was asked last; `none`: nobody was asked"},
                    {"arm", a_text()},
                    {"class", a_text(), "`none`: the records have none"},
                    {"operations", a_whole()},
                    {"complete", a_whole(), "of them, those whose client got a whole answer"},
                    {"attempts", a_whole()},
                    {"latency_ms", a_whole(), "of all of them together"},
                    {"latency_ms_max", a_whole(), "of the slowest"}});
}

}  // namespace

control::AdminEndpoints minute_endpoints() {
  return {{.method = "GET",
           .path = "/aggregates",
           .role = control::Role::View,
           .summary = "Operations counted by minute, route, target, arm and class, for charts",
           .query = {optional("route", a_text(), "left out: all"),
                     optional("from", a_text(), "`6h` ago or RFC 3339; left out: an hour ago"),
                     optional("to", a_text(), "left out: now"),
                     optional("step", a_text(), "whole minutes that make one row, such as `5m`; left out: one")},
           .answered = object_of({{"from", a_time()},
                                  {"to", a_time()},
                                  {"step_s", a_whole()},
                                  {"known_from", a_time(), "of what was before nothing is known"},
                                  {"known_to", a_time(), "what ended later is not counted yet"},
                                  {"last_seq", a_whole(), "the log's newest line that is counted"},
                                  {"cut", a_flag(), "there are more rows than one answer holds"},
                                  {"rows", list_of(row()), "a minute without operations has none"}}),
           .refusals = {404, 422, 429, 503}}};
}

}  // namespace jurymast::app
