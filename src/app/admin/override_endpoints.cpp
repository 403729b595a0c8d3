// What the admin API takes and gives for overrides and the kill switch.
#include "app/admin/admin_endpoints.hpp"
#include "record/override.hpp"

namespace jurymast::app {
namespace {

using control::a_flag;
using control::a_text;
using control::a_time;
using control::a_whole;
using control::AdminEndpoints;
using control::an_id;
using control::ApiMembers;
using control::ApiType;
using control::list_of;
using control::object_of;
using control::optional;
using control::Role;
using control::words_of;

/// What every change may say beside what it is about.
ApiMembers change_members() {
  return {optional("author", a_text(), "left out: whose token it is"),
          optional("approver", a_text(), "a second person, whose token it then has to be"),
          optional("reason", a_text()),
          optional("ticket", a_text()),
          optional("words", a_text(), "what is typed where something is decided past a warning"),
          optional("lasts", a_text(), "until it ends by itself, such as `30m`"),
          optional("failing_signal", a_text(), "the class of failure that it answers"),
          optional("break_glass", a_flag(), "one person alone"),
          optional("dry_run", a_flag(), "only say what would happen")};
}

ApiType change_of(ApiMembers first) {
  for (control::ApiMember& one : change_members()) first.push_back(std::move(one));
  return object_of(std::move(first));
}

ApiType change() {
  return change_of({{"action", words_of(record::kOverrideActionNames)},
                    optional("route", a_text(), "or `all`"),
                    optional("target", a_text()),
                    optional("value", a_text(), "the mode, or the failure class")});
}

ApiType change_of_kill() { return change_of({{"route", a_text(), "or `all`"}}); }

ApiType settled() {
  return object_of({{"event", words_of(record::kOverrideEventNames)},
                    {"override", standing_override()},
                    {"in_force", a_flag()},
                    {"durable", a_flag(), "it outlives the process"},
                    optional("not_durable", a_text(), "why it does not"),
                    optional("undo", a_text(), "what takes it back"),
                    optional("dry_run", a_flag())});
}

ApiType killed() {
  return object_of({{"kill", list_of(a_text()), "routes for which it stands now, or `all`"},
                    {"durable", a_flag(), "it outlives the process"},
                    optional("not_durable", a_text(), "why it does not"),
                    optional("dry_run", a_flag())});
}

control::AdminEndpoint posted(std::string_view path, std::string_view summary, ApiType asked, ApiType answered) {
  return {.method = "POST",
          .path = path,
          .role = Role::Operate,
          .summary = summary,
          .asked = std::move(asked),
          .answered = std::move(answered),
          .refusals = {403, 404, 409, 422, 503}};
}

}  // namespace

ApiType standing_override() {
  return object_of({{"id", an_id()},
                    {"action", words_of(record::kOverrideActionNames)},
                    {"route", a_text(), "or `all`"},
                    {"words", a_text(), "what it does"},
                    optional("target", a_text()),
                    optional("value", a_text(), "the mode, or the failure class"),
                    optional("author", a_text()),
                    optional("approver", a_text()),
                    optional("reason", a_text()),
                    optional("ticket", a_text()),
                    {"break_glass", a_flag(), "one person set it alone"},
                    {"since", a_time()},
                    optional("expires_at", a_time(), "left out: not by itself"),
                    optional("left_ms", a_whole()),
                    optional("failing_signal", a_text(), "the class of failure that it answers"),
                    optional("changed_paths", list_of(a_text()), "settings that changed in the day before it"),
                    optional("unproven", list_of(a_text()), "conditions that nobody knew when it was set")});
}

AdminEndpoints override_endpoints() {
  AdminEndpoints all{{.method = "GET",
                      .path = "/overrides",
                      .role = Role::View,
                      .summary = "The overrides that stand",
                      .answered = object_of({{"overrides", list_of(standing_override())}})}};
  all.push_back(posted("/overrides", "Sets an override", change(), settled()));
  all.push_back(posted("/overrides/clear", "Ends one", change(), settled()));
  all.push_back(posted("/kill", "Fallback and canary are off for a route, or for all", change_of_kill(), killed()));
  all.push_back(posted("/kill/clear", "The kill switch does not stand any more", change_of_kill(), killed()));
  all.push_back(posted("/targets/*", "Forgets a target's breaker and pauses, or clears its suspension", change(), settled()));
  all.back().segment = "target";
  return all;
}

}  // namespace jurymast::app
