#include "record/redaction.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "record/line.hpp"
#include "record/parsed_line.hpp"
#include "record/test_operations.hpp"

namespace jurymast::record {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kSecret = "k-4711-Qx81LmZk4Wv7Tn2Rb6Yc";

KnownSecrets one_secret() { return KnownSecrets(std::array{kSecret}); }

std::string note(std::string_view text) {
  return R"({"v":1,"kind":"note","ts":"2025-11-21T16:00:00.000000Z","text":)" + Json(text).dump() + "}";
}

TEST(Redaction, ARecordWithoutSecretsIsLeftAsItIs) {
  const KnownSecrets known = one_secret();
  EXPECT_FALSE(redact(render(testing::served(1)), known));
  EXPECT_FALSE(redact(render_start(testing::start_of(1)), known));
  EXPECT_FALSE(redact(note("the provider answered again at 16:04"), known));
}

TEST(Redaction, AKnownSecretInATypedFieldMasksItsValue_AndQuarantinesTheRecord) {
  Operation operation = testing::served(7);
  operation.start.route = kSecret;
  const std::string record = render(operation);
  ASSERT_NE(record.find(kSecret), std::string::npos);
  const auto redacted = redact(record, one_secret());
  ASSERT_TRUE(redacted);
  EXPECT_EQ(redacted->redaction.status, RedactionStatus::Quarantined);
  EXPECT_EQ(redacted->redaction.masked, std::vector<std::string>{"/route"});
  EXPECT_EQ(redacted->text.find(kSecret), std::string::npos);
  const Json before = Json::parse(record);
  Json after = Json::parse(redacted->text);
  EXPECT_EQ(after["redaction"], Json::parse(R"({"status":"quarantined","masked":["/route"],"hits":{"known_secret":1}})"));
  EXPECT_EQ(after["route"], "[REDACTED:known_secret]");
  after.erase("redaction");
  after["route"] = before["route"];
  EXPECT_EQ(after, before);
  ASSERT_TRUE(is_record(redacted->text));
  EXPECT_EQ(operation_id_of(redacted->text), operation.start.id);
  std::string line;
  number_line(redacted->text, 5, line);
  const auto read = read_line(std::string_view(line).substr(0, line.size() - 1));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->operation.route, "[REDACTED:known_secret]");
}

TEST(Redaction, WhatPeopleWriteIsMaskedWhereItStands_ByShapeToo) {
  const auto redacted = redact(note("ask jane@corp.dev, key k-4711-Qx81LmZk4Wv7Tn2Rb6Yc!"), one_secret());
  ASSERT_TRUE(redacted);
  const Json after = Json::parse(redacted->text);
  EXPECT_EQ(after["text"], "ask [REDACTED:email], key [REDACTED:known_secret]");
  EXPECT_EQ(after["redaction"], Json::parse(R"({"status":"masked","masked":["/text"],"hits":{"email":1,"known_secret":1}})"));
}

TEST(Redaction, ShapesDoNotConcernTypedFields) {
  EXPECT_FALSE(redact(R"({"v":1,"kind":"boot","version":"jane@corp.dev"})", one_secret()));
}

TEST(Redaction, DigitsOfANumberAreNoSecret) {
  const KnownSecrets known(std::array<std::string_view, 1>{"1732204800123456"});
  EXPECT_FALSE(redact(R"({"v":1,"kind":"boot","seed":1732204800123456})", known));
  EXPECT_TRUE(redact(R"({"v":1,"kind":"boot","seed":"1732204800123456"})", known));
}

TEST(Redaction, ASecretAsAMembersNameErasesTheRecord) {
  Operation operation = testing::served(9);
  std::string record = render(operation);
  record.insert(record.size() - 1, R"(,"labels":{")" + std::string(kSecret) + R"(":"x"})");
  const auto redacted = redact(record, one_secret());
  ASSERT_TRUE(redacted);
  EXPECT_TRUE(redacted->redaction.erased);
  EXPECT_EQ(operation_id_of(redacted->text), operation.start.id);
  EXPECT_EQ(Json::parse(redacted->text).size(), 4U);
  EXPECT_EQ(redacted->text.find(kSecret), std::string::npos);
}

TEST(Redaction, AMemberThatStandsTwiceHidesNothing) {
  const std::string record = R"({"v":1,"kind":"boot","version":")" + std::string(kSecret) + R"(","version":"1.0"})";
  const auto redacted = redact(record, one_secret());
  ASSERT_TRUE(redacted);
  EXPECT_TRUE(redacted->redaction.erased);
  EXPECT_EQ(redacted->text.find(kSecret), std::string::npos);
}

TEST(Redaction, AShapeAsAMembersNameErasesWhatPeopleWrote) {
  const auto redacted = redact(R"({"v":1,"kind":"note","jane@corp.dev":"call 4111111111111111"})", one_secret());
  ASSERT_TRUE(redacted);
  EXPECT_TRUE(redacted->redaction.erased);
  EXPECT_EQ(redacted->text.find("jane"), std::string::npos);
  EXPECT_FALSE(redact(redacted->text, one_secret()));
}

TEST(Redaction, PointersAreBounded_AndAnOverlongRecordIsErased) {
  std::string few = R"({"v":1,"kind":"boot","a/b~c":[)";
  std::string many = few;
  for (int i = 0; i < 20; ++i) few += (i > 0 ? ",\"" : "\"") + std::string(kSecret) + "\"";
  for (int i = 0; i < 400; ++i) many += (i > 0 ? ",\"" : "\"") + std::string(kSecret) + "\"";
  const auto bounded = redact(few + "]}", one_secret());
  ASSERT_TRUE(bounded);
  EXPECT_EQ(bounded->redaction.masked.size(), Redaction::kPointersMax);
  EXPECT_EQ(bounded->redaction.masked[3], "/a~1b~0c/3");
  EXPECT_EQ(bounded->redaction.more, 4U);
  const auto erased = redact(many + "]}", one_secret());
  ASSERT_TRUE(erased);
  EXPECT_TRUE(erased->redaction.erased);
  EXPECT_LE(erased->text.size(), kRecordBytesMax);
  EXPECT_TRUE(is_record(erased->text));
}

TEST(Redaction, DoneTwice_ChangesNothingMore) {
  Operation operation = testing::served(7);
  operation.start.client = kSecret;
  const auto once = redact(render(operation), one_secret());
  ASSERT_TRUE(once);
  EXPECT_FALSE(redact(once->text, one_secret()));
}

}  // namespace
}  // namespace jurymast::record
