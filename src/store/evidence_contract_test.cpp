#include <atomic>
#include <thread>

#include "store/test_evidence_contract.hpp"

namespace jurymast::store::testing {
namespace {

TEST_P(EvidenceContract, KnowsAfterARestartWhatItWasGiven_InOrder) {
  {
    const auto store = open();
    EXPECT_TRUE(store->is_new());
    EXPECT_TRUE(store->take_loaded().empty());
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(add(*store, line_of(i)));
  }
  const auto store = open();
  EXPECT_FALSE(store->is_new());
  EXPECT_EQ(store->take_loaded(), (std::vector<EvidenceLine>{line_of(0), line_of(1), line_of(2)}));
}

TEST_P(EvidenceContract, IsNewOnce_AlsoWhereNothingWasAdded) {
  EXPECT_TRUE(open()->is_new());
  EXPECT_FALSE(open()->is_new());
}

TEST_P(EvidenceContract, TakesALineOnce_AndTheLastOfItIsTheNewest) {
  EvidenceLine again = line_of(1);
  again.record = R"({"n":"again"})";
  {
    const auto store = open();
    for (const EvidenceLine& line : {line_of(1), line_of(2), again}) EXPECT_TRUE(add(*store, line));
  }
  EXPECT_EQ(found(), (std::vector<EvidenceLine>{line_of(2), again}));
}

TEST_P(EvidenceContract, ForgetsTheOldestOfASubject_AndOfNoOther) {
  {
    const auto store = open();
    EXPECT_TRUE(add(*store, line_of(0, "other")));
    for (int i = 1; i <= kEvidenceLinesMax + 2; ++i) EXPECT_TRUE(add(*store, line_of(i)));
  }
  const auto loaded = found();
  ASSERT_EQ(loaded.size(), static_cast<std::size_t>(kEvidenceLinesMax) + 1);
  EXPECT_EQ(loaded[0], line_of(0, "other"));
  EXPECT_EQ(loaded[1], line_of(3));
}

TEST_P(EvidenceContract, GivesBackEveryByteOfALine) {
  const std::string bytes = std::string("a\0b", 3) + "'); DROP TABLE evidence; --\xff\xc3\x28 \xe2\x98\x83";
  const EvidenceLine odd{
      .id = bytes + "1", .kind = bytes, .route = bytes, .target = "", .record = bytes + std::string(1 << 20, 'x')};
  const EvidenceLine blank{.id = "2", .kind = "", .route = "", .target = "", .record = ""};
  {
    const auto store = open();
    EXPECT_TRUE(add(*store, odd));
    EXPECT_TRUE(add(*store, blank));
  }
  EXPECT_EQ(found(), (std::vector<EvidenceLine>{odd, blank}));
}

TEST_P(EvidenceContract, WhatWasAcknowledgedOutlivesACrash) {
  const auto store = open();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(add(*store, line_of(i)));
    const auto left = medium_->after_a_crash();
    const auto next = opened(*left);
    ASSERT_NE(next, nullptr);
    const auto loaded = next->take_loaded();
    ASSERT_EQ(loaded.size(), static_cast<std::size_t>(i) + 1);
    EXPECT_EQ(loaded.back(), line_of(i));
  }
}

TEST_P(EvidenceContract, TakesAtItsEndWhatWasHandedOver) {
  constexpr int kHandedOver = 100;
  std::atomic<int> taken = 0;
  {
    const auto store = open();
    for (int i = 0; i < kHandedOver; ++i) {
      store->add(line_of(i), [&](const Result<void>& done) { taken += done ? 1 : 0; });
    }
  }
  EXPECT_EQ(taken, kHandedOver);
  const auto loaded = found();
  ASSERT_EQ(loaded.size(), static_cast<std::size_t>(kHandedOver));
  for (int i = 0; i < kHandedOver; ++i) EXPECT_EQ(loaded[static_cast<std::size_t>(i)], line_of(i));
}

TEST_P(EvidenceContract, KeepsWhatManyThreadsAdd_OfEachInItsOrder) {
  constexpr int kThreads = 4;
  constexpr int kEach = 40;
  {
    const auto store = open();
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < kEach; ++i) EXPECT_TRUE(add(*store, line_of(thread * 1000 + i, std::to_string(thread))));
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  std::vector<std::vector<EvidenceLine>> of_threads(kThreads);
  for (const EvidenceLine& line : found()) of_threads[std::stoul(line.route)].push_back(line);
  for (int thread = 0; thread < kThreads; ++thread) {
    const auto& lines = of_threads[static_cast<std::size_t>(thread)];
    ASSERT_EQ(lines.size(), static_cast<std::size_t>(kEach));
    for (int i = 0; i < kEach; ++i) {
      EXPECT_EQ(lines[static_cast<std::size_t>(i)], line_of(thread * 1000 + i, std::to_string(thread)));
    }
  }
}

TEST_P(EvidenceContract, TwoThatWriteAtOnceLoseNothingOfEachOther) {
  {
    const auto one = open();
    const auto other = open();
    for (int i = 0; i < 10; ++i) {
      EXPECT_TRUE(add(*one, line_of(i)));
      EXPECT_TRUE(add(*other, line_of(100 + i)));
    }
    EXPECT_TRUE(add(*one, line_of(100)));
  }
  EXPECT_EQ(found().size(), 20U);
}

TEST_P(EvidenceContract, SaysThatTheDiskTakesNothing_AndLosesNothingOfBefore) {
  {
    const auto store = open();
    EXPECT_TRUE(add(*store, line_of(1)));
    medium_->take_nothing();
    for (int i = 0; i < 3; ++i) {
      const auto refused = add(*store, line_of(2));
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().code, Code::Unavailable) << refused.error().message;
    }
    medium_->take_again();
    EXPECT_TRUE(add(*store, line_of(3)));
  }
  EXPECT_EQ(found(), (std::vector<EvidenceLine>{line_of(1), line_of(3)})) << "nothing of what was refused stands";
}

TEST_P(EvidenceContract, HoldsABoundedNumberOfLines_WhereTheDiskDoesNotAnswer) {
  constexpr std::size_t kOffered = kEvidenceQueueMax + 50;
  std::atomic<std::size_t> taken = 0;
  std::atomic<std::size_t> refused = 0;
  {
    const auto store = open();
    medium_->hang();
    for (std::size_t i = 0; i < kOffered; ++i) {
      store->add(line_of(static_cast<int>(i), std::to_string(i)), [&](const Result<void>& done) {
        (done ? taken : refused) += 1;
        if (!done) {
          // On a machine that is slow the first of them may have waited for as long as a write may take.
          EXPECT_TRUE(done.error().code == Code::Exhausted || done.error().code == Code::Unavailable) << done.error().message;
        }
      });
    }
    EXPECT_GE(refused, kOffered - kEvidenceQueueMax - 1) << "one may be on its way to the disk";
    medium_->go_on();
  }
  EXPECT_EQ(taken + refused, kOffered) << "each was answered once";
  EXPECT_EQ(found().size(), taken);
}

TEST_P(EvidenceVersions, RefusesWhatALaterVersionWrote_AndLeavesItAsItIs) {
  EXPECT_TRUE(add(*opened(*medium_), line_of(1)));
  medium_->become_later();
  for (int i = 0; i < 2; ++i) {
    const auto store = medium_->open();
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, Code::Invalid) << store.error().message;
  }
}

TEST_P(EvidenceVersions, RefusesWhatNoStoreWrote) {
  medium_->become_foreign();
  const auto store = medium_->open();
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Code::Corrupt) << store.error().message;
}

}  // namespace
}  // namespace jurymast::store::testing
