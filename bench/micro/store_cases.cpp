#include <array>
#include <memory>
#include <optional>
#include <string>

#include "base/assert.hpp"
#include "micro_case.hpp"
#include "record/test_operations.hpp"
#include "store/lane.hpp"

namespace jurymast::bench {
namespace {

using namespace store;

constexpr std::size_t kSegmentBytes = 1024 * 1024;

/// A lane over one piece of memory; begun again from its front when that is full, as if the journal's thread had given the next piece.
struct Appending {
  Appending() {
    auto made = Segment::in_memory(0, kSegmentBytes);
    JURYMAST_ASSERT(made.has_value());
    segment = std::move(*made);
    begin();
  }
  void begin() {
    link.emplace(wake);
    lane.emplace(*link, *segment, kSegmentBytes);
  }
  void append() {
    if (lane->start(start) && lane->end(end)) return;
    begin();
    JURYMAST_ASSERT(lane->start(start) && lane->end(end));
  }

  std::string start = record::render_start(record::testing::start_of(1));
  std::string end = render(record::testing::served(1));
  Wake wake;
  std::unique_ptr<Segment> segment;
  std::optional<LaneLink> link;
  std::optional<Lane> lane;
};

/// Start and end of one operation.
MicroCall lane_append() {
  return [appending = std::make_shared<Appending>()] { appending->append(); };
}

constexpr std::array kCases{MicroCase{"store/lane_append", lane_append}};

}  // namespace

std::span<const MicroCase> store_cases() { return kCases; }

}  // namespace jurymast::bench
