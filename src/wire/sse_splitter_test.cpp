#include "wire/sse_splitter.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/random.hpp"

namespace jurymast::wire {
namespace {

using Status = SseSplitter::Status;

struct Seen {
  std::string raw;
  std::string name;
  std::string data;
  bool has_data;
  bool operator==(const Seen&) const = default;
};

Seen seen(const SseSplitter::Event& event) {
  return {std::string(event.raw), std::string(event.name), std::string(event.data), event.has_data};
}

std::vector<Seen> drain(SseSplitter& splitter) {
  std::vector<Seen> events;
  SseSplitter::Event event;
  while (splitter.next(event) == Status::Event) events.push_back(seen(event));
  return events;
}

std::vector<Seen> split(std::string_view stream) {
  SseSplitter splitter;
  splitter.feed(stream);
  return drain(splitter);
}

/// All events of a stream handed over in these pieces, the end included.
std::vector<Seen> split_pieces(const std::vector<std::string>& pieces) {
  SseSplitter splitter;
  std::vector<Seen> events;
  for (const std::string& piece : pieces) {
    splitter.feed(piece);
    for (Seen& event : drain(splitter)) events.push_back(std::move(event));
  }
  SseSplitter::Event event;
  while (splitter.finish(event) == Status::Event) events.push_back(seen(event));
  return events;
}

const std::string kMixed =
    ": PING\n\ndata: {\"a\":1}\n\ndata:{\"b\":2}\r\n\r\nevent: response.created\ndata: {\"t\":\"\xF0\x9F\x98\x80\"}\n\n"
    "data: one\rdata: two\r\rid: 7\nretry: 10\nunknown\ndata\n\nevent:x\r\ndata:  spaced\n\r\n\n\n: OPENROUTER PROCESSING\r\n\r\n"
    "data: [DONE]\n\n";

TEST(SseSplitter, CutsWholeEvents) {
  const std::vector<Seen> events = split("event: a\ndata: {\"x\":1}\n\ndata: second\n\ndata: not yet");
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0], (Seen{"event: a\ndata: {\"x\":1}\n\n", "a", "{\"x\":1}", true}));
  EXPECT_EQ(events[1], (Seen{"data: second\n\n", "", "second", true}));
}

TEST(SseSplitter, AcceptsEveryLineEnd) {
  for (const char* stream : {"data: x\n\n", "data: x\r\n\r\n", "data: x\r\n\n", "data: x\n\r\n"}) {
    const std::vector<Seen> events = split(stream);
    ASSERT_EQ(events.size(), 1U) << stream;
    EXPECT_EQ(events[0], (Seen{stream, "", "x", true}));
  }
  const std::vector<Seen> events = split("data: x\r\rdata: y\r\rd");
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].raw, "data: x\r\r");
  EXPECT_EQ(events[1].data, "y");
}

TEST(SseSplitter, ACarriageReturnAtTheEndWaitsForItsLineFeed) {
  SseSplitter splitter;
  splitter.feed("data: x\r\n\r");
  EXPECT_TRUE(drain(splitter).empty());
  splitter.feed("\ndata: y\n\n");
  const std::vector<Seen> events = drain(splitter);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].raw, "data: x\r\n\r\n");
  EXPECT_EQ(events[1].raw, "data: y\n\n");
}

TEST(SseSplitter, JoinsSeveralDataLines) {
  const std::vector<Seen> events = split("data: one\ndata:two\ndata\ndata:  four\n\n");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].data, "one\ntwo\n\n four");
}

TEST(SseSplitter, ManyShortDataLinesStayCheap) {
  std::string stream;
  for (int i = 0; i < 200'000; ++i) stream += "data:x\r";
  const std::vector<Seen> events = split(stream + "\r.");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].data.size(), 2U * 200'000U - 1U);
}

TEST(SseSplitter, StripsOneSpaceOnly_AndIgnoresOtherFields) {
  const std::vector<Seen> events = split(":comment\nid: 1\nretry: 5\ndatax: no\ndata:  x \nevent:\nevent: last\n\n");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].data, " x ");
  EXPECT_EQ(events[0].name, "last");
}

TEST(SseSplitter, EventsWithoutDataComeOutMarked) {
  const std::vector<Seen> events = split(": ping\n\n\nevent: x\n\ndata:\n\n");
  ASSERT_EQ(events.size(), 4U);
  EXPECT_FALSE(events[0].has_data || events[1].has_data || events[2].has_data);
  EXPECT_EQ(events[1].raw, "\n");
  EXPECT_TRUE(events[3].has_data);
  EXPECT_EQ(events[3].data, "");
}

TEST(SseSplitter, DropsALeadingByteOrderMark_HoweverItIsCut) {
  const std::string stream = "\xEF\xBB\xBF" "data: x\n\n";
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    const std::vector<Seen> events = split_pieces({stream.substr(0, cut), stream.substr(cut)});
    ASSERT_EQ(events.size(), 1U) << cut;
    EXPECT_EQ(events[0], (Seen{"data: x\n\n", "", "x", true})) << cut;
  }
  EXPECT_EQ(split("data: x\n\n\xEF\xBB\xBF" "data: y\n\n")[1].has_data, false);
}

TEST(SseSplitter, EveryCutOfAStreamInTwoOrThreeGivesTheSameEvents) {
  const std::vector<Seen> whole = split_pieces({kMixed});
  ASSERT_EQ(whole.size(), 11U);
  std::string relayed;
  for (const Seen& event : whole) relayed += event.raw;
  EXPECT_EQ(relayed, kMixed);
  for (std::size_t first = 0; first <= kMixed.size(); ++first) {
    for (std::size_t second = first; second <= kMixed.size(); ++second) {
      const std::vector<Seen> cut =
          split_pieces({kMixed.substr(0, first), kMixed.substr(first, second - first), kMixed.substr(second)});
      ASSERT_EQ(cut, whole) << first << ' ' << second;
    }
  }
}

TEST(SseSplitter, BytewiseAndRandomPiecesGiveTheSameEvents) {
  const std::vector<Seen> whole = split_pieces({kMixed});
  Random random(3);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < kMixed.size();) {
      const std::size_t size = round == 0 ? 1 : 1 + random.below(20);
      pieces.push_back(kMixed.substr(at, size));
      at += size;
    }
    ASSERT_EQ(split_pieces(pieces), whole);
  }
}

TEST(SseSplitter, AStreamCutAnywhereGivesOnlyWholeEventsOfItsBeginning) {
  const std::vector<Seen> whole = split(kMixed);
  for (std::size_t size = 0; size <= kMixed.size(); ++size) {
    const std::vector<Seen> cut = split(kMixed.substr(0, size));
    ASSERT_LE(cut.size(), whole.size());
    for (std::size_t i = 0; i < cut.size(); ++i) {
      // A CR that may still get its LF is the one difference a cut can make, and it waits: so there is none.
      ASSERT_EQ(cut[i], whole[i]) << size;
    }
  }
}

TEST(SseSplitter, FinishGivesAnEventThatLacksOnlyItsBlankLine) {
  SseSplitter splitter;
  SseSplitter::Event event;
  splitter.feed("data: a\n\ndata: [DONE]\n");
  EXPECT_EQ(splitter.finish(event), Status::Event);
  EXPECT_EQ(event.data, "a");
  EXPECT_EQ(splitter.finish(event), Status::Event);
  EXPECT_EQ(seen(event), (Seen{"data: [DONE]\n", "", "[DONE]", true}));
  EXPECT_EQ(splitter.finish(event), Status::NeedMore);
  EXPECT_EQ(splitter.held_bytes(), 0U);
}

TEST(SseSplitter, FinishGivesNoLineThatMayHaveBeenCut) {
  for (const char* stream : {"data: {\"a\":1", "data: {\"a\":1}", "data: {\"a\":1}\ndata", "", "\xEF\xBB", ": ping\n", "event: x\n"}) {
    SseSplitter splitter;
    SseSplitter::Event event;
    splitter.feed(stream);
    EXPECT_EQ(splitter.finish(event), Status::NeedMore) << stream;
  }
}

TEST(SseSplitter, FinishTakesATrailingCarriageReturnAsALineEnd) {
  SseSplitter splitter;
  SseSplitter::Event event;
  splitter.feed("data: x\r\r");
  EXPECT_EQ(splitter.next(event), Status::NeedMore);
  EXPECT_EQ(splitter.finish(event), Status::Event);
  EXPECT_EQ(event.raw, "data: x\r\r");
}

TEST(SseSplitter, RefusesALineThatIsTooLong_ComingOrComplete) {
  SseSplitter::Event event;
  SseSplitter coming;
  coming.feed("data: " + std::string(limits::kSseLineBytesMax, 'x'));
  EXPECT_EQ(coming.next(event), Status::TooLarge);
  coming.feed("\n\n");
  EXPECT_EQ(coming.next(event), Status::TooLarge);

  SseSplitter fits;
  fits.feed(std::string(limits::kSseLineBytesMax, ':') + "\n\n");
  EXPECT_EQ(fits.next(event), Status::Event);
  SseSplitter complete;
  complete.feed(std::string(limits::kSseLineBytesMax + 1, ':') + "\n\n");
  EXPECT_EQ(complete.next(event), Status::TooLarge);
}

TEST(SseSplitter, RefusesAnEventThatIsTooLarge) {
  SseSplitter splitter;
  SseSplitter::Event event;
  const std::string line = "data: " + std::string(limits::kMiB / 2, 'x') + "\n";
  Status status = Status::NeedMore;
  std::size_t fed = 0;
  while (status == Status::NeedMore && fed < 2 * limits::kSseEventBytesMax) {
    splitter.feed(line);
    fed += line.size();
    status = splitter.next(event);
  }
  EXPECT_EQ(status, Status::TooLarge);
  EXPECT_LE(fed, limits::kSseEventBytesMax + line.size());
}

TEST(SseSplitter, HoldsOnlyWhatIsIncomplete) {
  SseSplitter splitter;
  for (int i = 0; i < 1000; ++i) {
    splitter.feed("data: " + std::string(200, 'x') + "\n\ndata: ha");
    EXPECT_EQ(drain(splitter).size(), 1U);
    EXPECT_EQ(splitter.held_bytes(), 8U);
    splitter.feed("lf\n\n");
    EXPECT_EQ(drain(splitter).size(), 1U);
    EXPECT_EQ(splitter.held_bytes(), 0U);
  }
}

}  // namespace
}  // namespace jurymast::wire
