#include "store/lane.hpp"

#include <gtest/gtest.h>

#include "store/test_log.hpp"

namespace jurymast::store {
namespace {

using namespace testing;

constexpr std::size_t kSegmentBytes = std::size_t{1} << 20;
constexpr std::uint64_t kBacklogMax = 16 * 1024;
/// More operations than a lane remembers ids.
constexpr std::uint64_t kMany = 70'000;

class LaneTest : public ::testing::Test {
 protected:
  LaneTest() { fill(); }

  /// From here on nothing fits, however small.
  void fill() {
    while (lane_.event(end_text(0))) {
    }
    while (lane_.event("{}")) {
    }
  }

  /// As the sequencer's thread does once everything is on the disk.
  void take_everything() { link_.committed.store(link_.written.load()); }

  std::string abandoned() const {
    std::string ids;
    record::FrameScanner frames({segment_->bytes().data(), segment_->published()});
    while (const auto frame = frames.next()) {
      if (frame->type == record::FrameType::Abandoned) ids += frame->payload;
    }
    return ids;
  }

  Wake wake_;
  LaneLink link_{wake_};
  std::unique_ptr<Segment> segment_ = Segment::in_memory(1, kSegmentBytes).value();
  Lane lane_{link_, *segment_, kBacklogMax};
};

TEST_F(LaneTest, NamesTheOperationsWhoseEndWasDropped_OnceThereIsRoom) {
  take_everything();
  ASSERT_TRUE(lane_.start(start_text(1)));
  ASSERT_TRUE(lane_.start(start_text(2)));
  fill();
  const std::uint64_t dropped = link_.dropped;
  EXPECT_FALSE(lane_.end(end_text(1)));
  take_everything();
  EXPECT_TRUE(lane_.end(end_text(2)));
  EXPECT_EQ(abandoned(), id_text(1));
  EXPECT_EQ(link_.dropped, dropped + 1);
}

TEST_F(LaneTest, RemembersThoseAloneWhoseStartStands_HoweverManyBeganWithoutRoom) {
  take_everything();
  ASSERT_TRUE(lane_.start(start_text(1)));
  fill();
  for (std::uint64_t i = 2; i < kMany; ++i) {
    ASSERT_FALSE(lane_.start(start_text(i)));
    ASSERT_FALSE(lane_.end(end_text(i)));
  }
  ASSERT_FALSE(lane_.end(end_text(1)));
  take_everything();
  EXPECT_TRUE(lane_.end(end_text(kMany)));
  EXPECT_EQ(abandoned(), id_text(1));
}

TEST_F(LaneTest, AnEndThatIsWrittenNeedsNoStart) {
  ASSERT_FALSE(lane_.start(start_text(1)));
  take_everything();
  EXPECT_TRUE(lane_.end(end_text(1)));
  EXPECT_TRUE(abandoned().empty());
}

}  // namespace
}  // namespace jurymast::store
