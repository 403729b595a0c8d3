#include "app/gate/snapshot_questions.hpp"

#include <string>

namespace jurymast::app {

Result<const policy::Route*> route_named(const policy::Snapshot& snapshot, std::string_view name) {
  std::string names;
  for (const policy::Route& route : snapshot.routes) {
    if (route.name == name) return &route;
    names.append(names.empty() ? "" : ", ").append(route.name);
  }
  return fail(Code::Invalid, "there is no route \"{}\"; the configuration has: {}", name, names);
}

bool is_production(const policy::Snapshot& snapshot) { return snapshot.server.environment == "production"; }

}  // namespace jurymast::app
