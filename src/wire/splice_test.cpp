#include "wire/splice.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/random.hpp"

namespace jurymast::wire {
namespace {

std::string spliced(std::string_view body, const BodyChanges& changes) {
  JsonScratch scratch;
  const PaddedString padded(body);
  const Result<RequestView> view = read_request(Family::ChatCompletions, padded.padded(), scratch);
  if (!view) return view.error().message;
  const SplicedBody result = splice(body, *view, changes);
  EXPECT_EQ(result.joined().size(), result.total_bytes());
  return result.joined();
}

constexpr BodyChanges kModel{.model_json = "\"new\""};
constexpr BodyChanges kUsage{.model_json = {}, .request_usage = true};
constexpr BodyChanges kBoth{.model_json = "\"new\"", .request_usage = true};

TEST(Splice, WithoutChangesTheBodyIsOnePieceOfItself) {
  const std::string body = R"( {"model":"a" } )";
  JsonScratch scratch;
  const PaddedString padded(body);
  const Result<RequestView> view = read_request(Family::ChatCompletions, padded.padded(), scratch);
  const SplicedBody result = splice(body, *view, {});
  EXPECT_EQ(result.piece_count(), 1U);
  EXPECT_EQ(result.begin()->data(), body.data());
  EXPECT_EQ(result.joined(), body);
}

TEST(Splice, KeepsEveryOtherByte) {
  const std::string head = "{ \"z\":1e400,\"a\":0.10,\"big\":12345678901234567890123,\"Modell\":\"x\",\t\"u\":\"caf\\u00e9 \xC3\xA9 \\/\",";
  const std::string tail = ",\"z2\":[1.0,-0,1E5 , {\"model\":\"inner\"}],\"emoji\":\"\xF0\x9F\x98\x80\\ud83d\\ude00\"\r\n}\n";
  EXPECT_EQ(spliced(head + "\"model\" :  \"o\\u006cd\"" + tail, kModel), head + "\"model\" :  \"new\"" + tail);
}

TEST(Splice, PutsAMissingModelInFront) {
  EXPECT_EQ(spliced(R"({"messages":[]})", kModel), R"({"model":"new","messages":[]})");
  EXPECT_EQ(spliced(" { } ", kModel), R"( {"model":"new" } )");
  EXPECT_EQ(spliced(R"({"model":null,"x":1})", kModel), R"({"model":"new","x":1})");
}

TEST(Splice, AsksForUsageInEveryFormOfStreamOptions) {
  EXPECT_EQ(spliced(R"({"x":1})", kUsage), R"({"stream_options":{"include_usage":true},"x":1})");
  EXPECT_EQ(spliced(R"({})", kUsage), R"({"stream_options":{"include_usage":true}})");
  EXPECT_EQ(spliced(R"({"stream_options":null,"x":1})", kUsage), R"({"stream_options":{"include_usage":true},"x":1})");
  EXPECT_EQ(spliced(R"({"stream_options":{}})", kUsage), R"({"stream_options":{"include_usage":true}})");
  EXPECT_EQ(spliced(R"({"stream_options": { } })", kUsage), R"({"stream_options": {"include_usage":true } })");
  EXPECT_EQ(spliced(R"({"stream_options":{"include_obfuscation":false}})", kUsage),
            R"({"stream_options":{"include_usage":true,"include_obfuscation":false}})");
  EXPECT_EQ(spliced(R"({"stream_options":{"a":1,"include_usage": false ,"b":2}})", kUsage),
            R"({"stream_options":{"a":1,"include_usage": true ,"b":2}})");
  EXPECT_EQ(spliced(R"({"stream_options":{"include_usage":null}})", kUsage), R"({"stream_options":{"include_usage":true}})");
}

TEST(Splice, LeavesARequestAloneThatAsksForUsageItself) {
  const std::string body = R"({"stream_options":{"include_usage":true}})";
  EXPECT_EQ(spliced(body, kUsage), body);
}

TEST(Splice, ChangesBothInWhicheverOrderTheyStand) {
  EXPECT_EQ(spliced(R"({"model":"a","x":1})", kBoth), R"({"stream_options":{"include_usage":true},"model":"new","x":1})");
  EXPECT_EQ(spliced(R"({"model":"a","stream_options":null})", kBoth),
            R"({"model":"new","stream_options":{"include_usage":true}})");
  EXPECT_EQ(spliced(R"({"stream_options":{"k":1},"model":"a"})", kBoth),
            R"({"stream_options":{"include_usage":true,"k":1},"model":"new"})");
  EXPECT_EQ(spliced(R"({"x":1})", kBoth), R"({"model":"new","stream_options":{"include_usage":true},"x":1})");
  EXPECT_EQ(spliced(R"({})", kBoth), R"({"model":"new","stream_options":{"include_usage":true}})");
}

TEST(Splice, GivesTheSameDocumentAsARebuild_ForRandomMembers) {
  const std::vector<std::string> pool{R"("model":"m")", R"("stream":true)", R"("stream_options":{"include_obfuscation":true})",
                                      R"("x":[1,{"model":"q"}])", R"("y":{"stream_options":null})", R"("n":2)"};
  Random random(7);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::string> members = pool;
    std::string body = "{";
    while (!members.empty() && random.below(5) != 0) {
      const auto pick = static_cast<std::ptrdiff_t>(random.below(members.size()));
      body += (body.size() > 1 ? "," : "") + members[static_cast<std::size_t>(pick)];
      members.erase(members.begin() + pick);
    }
    body += "}";
    nlohmann::json expected = nlohmann::json::parse(body);
    expected["model"] = "new";
    expected["stream_options"]["include_usage"] = true;
    ASSERT_EQ(nlohmann::json::parse(spliced(body, kBoth)), expected) << body;
  }
}

TEST(JsonString, EscapesWhatItMustAndNothingElse) {
  EXPECT_EQ(to_json_string("a\"b\\c/\n\r\t\b\f\x01\x1f\x7f \xC3\xA9"), "\"a\\\"b\\\\c/\\n\\r\\t\\b\\f\\u0001\\u001f\x7f \xC3\xA9\"");
  const std::string text = "\xF0\x9F\x98\x80 \" \\ \n";
  EXPECT_EQ(nlohmann::json::parse(to_json_string(text)).get<std::string>(), text);
}

}  // namespace
}  // namespace jurymast::wire
