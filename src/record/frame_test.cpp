#include "record/frame.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.hpp"

namespace jurymast::record {
namespace {

std::vector<std::string> read_all(std::string_view bytes, std::size_t* damaged = nullptr) {
  FrameScanner scanner(bytes);
  std::vector<std::string> payloads;
  while (const auto frame = scanner.next()) payloads.emplace_back(frame->payload);
  if (damaged != nullptr) *damaged = scanner.damaged();
  return payloads;
}

TEST(Frames, AreReadBackAsWritten) {
  std::string bytes;
  append_frame(bytes, FrameType::Start, "a");
  append_frame(bytes, FrameType::End, std::string(5000, 'b'));
  append_frame(bytes, FrameType::Event, "");
  bytes.append(4096, '\0');
  FrameScanner scanner(bytes);
  const auto first = scanner.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->type, FrameType::Start);
  EXPECT_EQ(first->payload, "a");
  EXPECT_EQ(scanner.offset(), frame_size(1));
  const auto second = scanner.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->type, FrameType::End);
  EXPECT_EQ(second->payload.size(), 5000U);
  EXPECT_EQ(scanner.begin_of_last(), frame_size(1));
  EXPECT_TRUE(scanner.next());
  EXPECT_FALSE(scanner.next());
  EXPECT_EQ(scanner.damaged(), 0U);
}

TEST(Frames, AreAligned) {
  for (std::size_t size = 0; size < 100; ++size) {
    EXPECT_EQ(frame_size(size) % kFrameAlignment, 0U);
    EXPECT_GE(frame_size(size), size + 16);
  }
}

TEST(Frames, CutAnywhere_GiveEveryWholeFrame_AndNothingElse) {
  std::string bytes;
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < 6; ++i) {
    append_frame(bytes, FrameType::Event, "payload number " + std::to_string(i * 1000));
    ends.push_back(bytes.size());
  }
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    std::size_t whole = 0;
    while (whole < ends.size() && ends[whole] <= cut) ++whole;
    // Padding belongs to the frame: a cut inside it may leave the frame readable, so both counts are right there.
    const auto found = read_all(std::string_view(bytes).substr(0, cut));
    ASSERT_EQ(found.size(), whole) << "cut at " << cut;
    std::string zeroed = bytes.substr(0, cut);
    zeroed.resize(bytes.size() + 64, '\0');
    const auto in_place = read_all(zeroed);
    ASSERT_GE(in_place.size(), whole);
    ASSERT_LE(in_place.size(), whole + 1);
    for (std::size_t i = 0; i < in_place.size(); ++i)
      EXPECT_EQ(in_place[i], "payload number " + std::to_string(i * 1000));
  }
}

TEST(Frames, WithOneByteChanged_LoseThatFrameAtMost_AndTellTheDamage) {
  std::string bytes;
  for (int i = 0; i < 5; ++i) append_frame(bytes, FrameType::Event, "payload number " + std::to_string(i));
  const std::size_t one = bytes.size() / 5;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x55);
    std::size_t damaged = 0;
    const auto found = read_all(changed, &damaged);
    ASSERT_GE(found.size(), 4U) << "at byte " << at;
    for (const auto& payload : found) EXPECT_TRUE(payload.starts_with("payload number ")) << payload;
    const bool last_frame = at / one == 4;
    if (found.size() == 4 && !last_frame) {
      EXPECT_EQ(damaged, 1U) << "at byte " << at;
    }
  }
}

TEST(Frames, OfRandomBytesAreNone) {
  Random random(5);
  for (int round = 0; round < 200; ++round) {
    std::string bytes;
    while (bytes.size() < 512) bytes += static_cast<char>(random.below(256));
    EXPECT_TRUE(read_all(bytes).empty());
  }
}

TEST(Frames, WithALengthOverTheLimitAreDamage) {
  std::string bytes;
  append_frame(bytes, FrameType::Event, "x");
  bytes[8] = '\xff';
  bytes[11] = '\x7f';
  std::size_t damaged = 0;
  EXPECT_TRUE(read_all(bytes, &damaged).empty());
  EXPECT_EQ(damaged, 1U);
}

}  // namespace
}  // namespace jurymast::record
