#include "store/segment.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "record/frame.hpp"
#include "store/boot_directory.hpp"
#include "store/test_log.hpp"

namespace jurymast::store {
namespace {

constexpr std::size_t kBytes = 64 * 1024;

/// Two frames in a segment, as a lane leaves them.
std::unique_ptr<Segment> filled_segment(const std::string& path) {
  auto segment = Segment::on_disk(path, 0, kBytes);
  EXPECT_TRUE(segment.has_value());
  std::size_t offset = 0;
  for (const std::string_view payload : {"first", "second"}) {
    record::write_frame((*segment)->bytes().subspan(offset), record::FrameType::Event, payload);
    offset += record::frame_size(payload.size());
  }
  (*segment)->publish(offset);
  (*segment)->seal();
  return std::move(*segment);
}

TEST(Segment, FilledAgain_HoldsNothingOfWhatItHeld_UnderItsNewNameAlone) {
  const testing::TemporaryDirectory directory;
  const std::string before = directory.path() + "/lane-0.seg-0";
  const std::string after = directory.path() + "/lane-0.seg-3";
  const auto segment = filled_segment(before);
  ASSERT_TRUE(segment->set_aside());
  EXPECT_TRUE(BootDirectory(directory.path()).segments().empty()) << "whoever recovers reads it";
  ASSERT_TRUE(segment->reuse(after, 3));
  EXPECT_EQ(segment->number(), 3U);
  EXPECT_EQ(segment->path(), after);
  EXPECT_EQ(segment->published(), 0U);
  EXPECT_FALSE(segment->sealed());
  EXPECT_FALSE(std::filesystem::exists(before));
  const auto file = MappedFile::open(after);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->bytes().size(), kBytes);
  EXPECT_TRUE(std::all_of(file->bytes().begin(), file->bytes().end(), [](char c) { return c == 0; }));
  record::write_frame(segment->bytes(), record::FrameType::Event, "third");
  EXPECT_EQ(record::FrameScanner(file->bytes()).next()->payload, "third");
}

TEST(Segment, WhoseDirectoryIsGone_CannotBeSetAsideOrFilledAgain) {
  const testing::TemporaryDirectory directory;
  const std::string folder = directory.path() + "/boot";
  std::filesystem::create_directory(folder);
  const auto segment = filled_segment(folder + "/lane-0.seg-0");
  std::filesystem::remove_all(folder);
  EXPECT_FALSE(segment->set_aside());
  EXPECT_FALSE(segment->reuse(folder + "/lane-0.seg-1", 1));
}

}  // namespace
}  // namespace jurymast::store
