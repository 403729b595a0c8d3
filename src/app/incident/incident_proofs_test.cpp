#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/incident/incident_packet_command.hpp"
#include "app/incident/incident_proofs.hpp"
#include "app/log/log_checkpoint.hpp"
#include "app/test_command.hpp"
#include "review/incident/test_incident_facts.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

using app::testing::Ran;
using app::testing::run_captured;
using Json = nlohmann::json;
using review::testing::moment;

/// A log that a journal wrote and signed, its public key elsewhere, and packets that cite some of its lines.
class IncidentProofs : public ::testing::Test {
 protected:
  void write(std::uint64_t first, std::uint64_t last) {
    auto settings = store::testing::small_settings(state_.path());
    settings.checkpoint_every = std::chrono::minutes(1);
    auto journal = store::Journal::open(settings, clock_, [](auto, auto) {});
    ASSERT_TRUE(journal);
    for (std::uint64_t i = first; i <= last; ++i) ASSERT_TRUE((*journal)->lane(0).end(store::testing::end_text(i)));
    (*journal)->stop();
  }
  std::vector<review::CitedProof> proofs(const std::vector<review::CitedLine>& cited) const {
    ReadingProgress progress(nullptr, state_.path());
    return prove_cited(state_.path(), cited, progress).value();
  }
  /// A packet of some facts with those proofs, as JSON.
  Json packet(const std::vector<review::CitedProof>& cited, review::PacketView view = review::PacketView::Review) const {
    IncidentPacketOptions options;
    options.view = view;
    options.format = PacketFormat::Json;
    const Ran got = run_captured([&](std::FILE* out, std::FILE* complaints) {
      return print_packet(review::testing::storm(), options, {moment(86'400), cited}, {out, complaints});
    });
    return Json::parse(got.out);
  }
  Ran verify(const Json& packet) const {
    const std::string file = elsewhere_.path() + "/packet.json";
    std::ofstream(file) << packet.dump();
    std::filesystem::copy_file(state_.path() + "/keys/log.pub", elsewhere_.path() + "/log.pub",
                               std::filesystem::copy_options::overwrite_existing);
    return run_captured([&](std::FILE* out, std::FILE* err) {
      return run_log_verify_proof({.state = {}, .file = file, .key = elsewhere_.path() + "/log.pub"}, out, err);
    });
  }

  store::testing::TemporaryDirectory state_;
  store::testing::TemporaryDirectory elsewhere_;
  ManualClock clock_;
};

std::vector<review::CitedLine> some_cited() {
  return {{7, "operation", {}}, {31, "operation", {}}, {0, "operation", store::testing::id_text(17)}};
}

TEST_F(IncidentProofs, OfAPacket_HoldWithoutTheLog) {
  write(1, 40);
  write(41, 60);
  const Json json = packet(proofs(some_cited()));
  ASSERT_EQ(json.at("proofs").size(), 3U);
  EXPECT_EQ(json["proofs"][2]["line"].get<std::uint64_t>(), json["proofs"][2]["index"].get<std::uint64_t>() + 1);
  EXPECT_NE(json["proofs"][2]["bytes"].get<std::string>().find(store::testing::id_text(17)), std::string::npos);
  const Ran got = verify(json);
  EXPECT_EQ(got.exit, kPass) << got.out << got.complaints;
  EXPECT_NE(got.out.find("3 of 3 proofs hold"), std::string::npos) << got.out;
}

TEST_F(IncidentProofs, FailWhereAnythingThatIsCitedWasChanged) {
  write(1, 40);
  const Json whole = packet(proofs(some_cited()));
  ASSERT_EQ(verify(whole).exit, kPass);
  const auto changed = [&](const std::function<void(Json&)>& change) {
    Json json = whole;
    change(json["proofs"][0]);
    return verify(json);
  };
  const auto other_digit = [](Json& text) {
    auto word = text.get<std::string>();
    word.front() = word.front() == '0' ? '1' : '0';
    text = word;
  };
  EXPECT_EQ(changed([&](Json& one) {
              other_digit(one["digest"]);
              one.erase("bytes");
            }).exit,
            kCheckFailed);
  EXPECT_NE(changed([&](Json& one) { other_digit(one["digest"]); }).out.find("not the digest that is cited"), std::string::npos);
  EXPECT_EQ(changed([&](Json& one) { other_digit(one["path"][0]); }).exit, kCheckFailed);
  EXPECT_EQ(changed([](Json& one) { one["line"] = 8; }).exit, kCheckFailed);
  EXPECT_EQ(changed([](Json& one) {
              one["line"] = 8;
              one["index"] = 7;
            }).exit,
            kCheckFailed);
  EXPECT_EQ(changed([](Json& one) { one["bytes"] = one["bytes"].get<std::string>() + " "; }).exit, kCheckFailed);
  EXPECT_EQ(changed([](Json& one) { one.erase("checkpoint"); }).exit, kCheckFailed);
  const Ran got = changed([](Json& one) { one = {{"line", 7}, {"kind", "operation"}, {"lacking", "nobody knows"}}; });
  EXPECT_EQ(got.exit, kHold) << "what has no proof neither holds nor fails";
  EXPECT_NE(got.out.find("lacking: operation  (line 7): nobody knows"), std::string::npos) << got.out;
}

TEST_F(IncidentProofs, AreLacking_WhereTheLogCannotVouch_AndSayWhy) {
  write(1, 10);
  const auto lacking = [&](std::uint64_t seq) { return proofs({{seq, "operation", {}}}).front().lacking; };
  EXPECT_EQ(lacking(3), "");
  EXPECT_NE(lacking(400).find("no such line"), std::string::npos);
  const std::string log = state_.path() + "/log/current.jsonl";
  const std::string text = *store::read_file(log, 1 << 20);
  // Its last line is the checkpoint that was signed at the end.
  std::ofstream(log, std::ios::binary | std::ios::trunc) << text.substr(0, text.rfind('\n', text.size() - 2) + 1);
  EXPECT_NE(lacking(3).find("no signed checkpoint"), std::string::npos);
  std::string hole = text;
  const std::size_t fifth = hole.find("\"seq\":5,");
  const std::size_t begin = hole.rfind('\n', fifth) + 1;
  hole.erase(begin, hole.find('\n', fifth) + 1 - begin);
  std::ofstream(log, std::ios::binary | std::ios::trunc) << hole;
  EXPECT_NE(lacking(3).find("without a hole"), std::string::npos);
  std::filesystem::remove(state_.path() + "/keys/log.pub");
  EXPECT_NE(lacking(3).find("no public key"), std::string::npos);
}

TEST_F(IncidentProofs, ForSupport_CarryNoBytesOfALine) {
  write(1, 40);
  const Json json = packet(proofs(some_cited()), review::PacketView::Support);
  for (const Json& one : json.at("proofs")) EXPECT_FALSE(one.contains("bytes"));
  EXPECT_EQ(verify(json).exit, kPass);
}

}  // namespace
}  // namespace jurymast::app
