#pragma once
#include <memory>
#include <string>

#include "base/assert.hpp"
#include "proxy/plane.hpp"
#include "store/test_log.hpp"

/// For the tests of this room: what all loops share, over a journal in a directory of its own.
namespace jurymast::proxy {

/// The route `assistant` from `main` to `spare`, both plain.
inline std::shared_ptr<policy::Snapshot> small_snapshot() {
  auto snapshot = std::make_shared<policy::Snapshot>();
  snapshot->version = 3;
  for (const char* const name : {"main", "spare"}) {
    policy::Target target;
    target.name = name;
    target.base_url = std::string("http://") + name + ".example/v1";
    target.origin = {.tls = false, .host = std::string(name) + ".example", .port = 8000, .path_prefix = "/v1"};
    target.credential = std::string("env:KEY_") + name;
    target.families = {true, false};
    target.budget.per_second_milli = 0;
    snapshot->targets.push_back(target);
  }
  policy::Route route;
  route.name = "assistant";
  route.fallback = {TargetIndex{1}};
  snapshot->routes.push_back(route);
  return snapshot;
}

/// A rollout of the small snapshot's route to its fallback.
inline policy::Traffic canary_at(std::uint32_t weight_ppm) {
  policy::Traffic traffic;
  traffic["assistant"].canary = "spare";
  traffic["assistant"].weight_ppm = weight_ppm;
  return traffic;
}

/// Shared state with the small snapshot adopted.
struct TestPlane {
  TestPlane() {
    auto opened =
        store::Journal::open(store::testing::small_settings(state.path()), clock, [](store::JournalAlarm, std::string_view) {});
    JURYMAST_ASSERT(opened.has_value());
    journal = std::move(*opened);
    shared = std::make_unique<Shared>(*journal, crypto::SipKey{});
    JURYMAST_ASSERT(shared->fleet.adopt(*snapshot).has_value());
    auto made = make_live(snapshot, shared->metric_heads);
    JURYMAST_ASSERT(made.has_value());
    live = std::move(*made);
  }

  store::testing::TemporaryDirectory state;
  SystemClock clock;
  std::shared_ptr<policy::Snapshot> snapshot = small_snapshot();
  std::unique_ptr<store::Journal> journal;
  std::unique_ptr<Shared> shared;
  std::shared_ptr<const LiveSnapshot> live;
};

}  // namespace jurymast::proxy
