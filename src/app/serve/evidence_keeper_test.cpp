#include "app/serve/evidence_keeper.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "app/serve/subjects_in_force.hpp"
#include "config/fake_secrets.hpp"
#include "config/load_config.hpp"
#include "evidence/check_names.hpp"
#include "evidence/test_evidence.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

constexpr std::string_view kConfig = R"([server]
environment = "staging"
[targets.main]
base_url = "https://a.example/v1"
model = "model-a"
families = ["chat_completions"]
[targets.spare]
base_url = "https://b.example/v1"
model = "model-b"
families = ["chat_completions"]
[routes.assistant]
family = "chat_completions"
primary = "main"
fallback = ["spare"]
)";

class EvidenceKeeperTest : public ::testing::Test {
 protected:
  EvidenceKeeperTest() {
    config::FakeSecrets secrets;
    snapshot_ = config::load_config(kConfig, "jurymast.toml", secrets).snapshot.value();
  }

  /// Every check of the fallback, passed under the settings in force.
  std::vector<record::ProbeRecord> passed() const {
    const std::string areas = subject_in_force(snapshot_, snapshot_.routes[0], snapshot_.targets[1]).areas;
    std::vector<record::ProbeRecord> probes;
    for (std::size_t check = 0; check < evidence::kCheckNames.size(); ++check) {
      probes.push_back(evidence::testing::passed_run(check, check + 1, static_cast<std::int64_t>(check)));
      probes.back().setting.areas = areas;
    }
    return probes;
  }
  record::Tri shown_by(const EvidenceKeeper& keeper) const {
    for (const record::Standing& standing : keeper.standings(snapshot_)) {
      if (standing.target == "spare") return standing.newest;
    }
    return record::Tri::Unknown;
  }
  EvidenceKeeper keeper() {
    return EvidenceKeeper([](const Error& error) { ADD_FAILURE() << error.message; });
  }

  policy::Snapshot snapshot_;
  store::testing::TemporaryDirectory state_;
};

TEST_F(EvidenceKeeperTest, KnowsWhatWasShown_AtOnceAndAfterARestart) {
  {
    EvidenceKeeper first = keeper();
    ASSERT_TRUE(first.open(state_.path()));
    EXPECT_EQ(shown_by(first), record::Tri::Unknown);
    for (const record::ProbeRecord& probe : passed()) first.take(probe);
    EXPECT_EQ(shown_by(first), record::Tri::True);
  }
  EvidenceKeeper second = keeper();
  ASSERT_TRUE(second.open(state_.path()));
  EXPECT_EQ(shown_by(second), record::Tri::True);
}

TEST_F(EvidenceKeeperTest, IsFilledFromTheLog_WhereTheDatabaseIsGone) {
  {
    ManualClock clock;
    auto journal = store::Journal::open(store::testing::small_settings(state_.path()), clock, [](auto, std::string_view) {});
    ASSERT_TRUE(journal) << journal.error().message;
    for (const record::ProbeRecord& probe : passed()) (*journal)->append(record::render(probe));
    (*journal)->stop();
  }
  for (int start = 0; start < 2; ++start) {
    EvidenceKeeper again = keeper();
    ASSERT_TRUE(again.open(state_.path()));
    EXPECT_EQ(shown_by(again), record::Tri::True) << "start " << start;
  }
}

TEST_F(EvidenceKeeperTest, WithoutADatabase_CountsInThisProcessAlone) {
  EvidenceKeeper lone = keeper();
  ASSERT_FALSE(lone.open(state_.path() + "/nowhere"));
  for (const record::ProbeRecord& probe : passed()) lone.take(probe);
  EXPECT_EQ(shown_by(lone), record::Tri::True);
}

}  // namespace
}  // namespace jurymast::app
