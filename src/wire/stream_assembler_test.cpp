#include "wire/stream_assembler.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "base/limits.hpp"
#include "base/random.hpp"
#include "wire/json_scalar.hpp"
#include "wire/output_rules.hpp"
#include "wire/request_view.hpp"

namespace jurymast::wire {
namespace {

using Json = nlohmann::ordered_json;

/// A stream fed event by event.
struct Stream {
  explicit Stream(Family family = Family::ChatCompletions, std::size_t bytes_max = limits::kMiB) : assembler(family, bytes_max) {}
  void take(std::string_view data, std::string_view name = {}) {
    SseSplitter::Event event;
    event.data = data;
    event.name = name;
    event.has_data = true;
    assembler.take(event, scratch);
  }
  void delta(std::string_view delta, std::string_view finish = "null", std::string_view index = "0") {
    take(R"({"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":)" + std::string(index) + R"(,"delta":)" +
         std::string(delta) + R"(,"finish_reason":)" + std::string(finish) + "}]}");
  }
  Json body() const {
    const std::optional<PaddedString> text = assembler.body();
    return text ? Json::parse(text->padded().text) : Json();
  }
  JsonScratch scratch;
  StreamAssembler assembler;
};

TEST(StreamAssembler, MakesOneChatAnswerOfItsChunks) {
  Stream stream;
  stream.delta(R"({"role":"assistant","content":"","refusal":null})");
  stream.delta(R"({"content":"Hel"})");
  stream.delta(R"({"content":"lo \ud83d"})");
  stream.delta(R"({"content":"\ude00\n"})");
  stream.delta("{}", "\"stop\"");
  stream.take(R"({"id":"","choices":[],"usage":{"total_tokens":3},"service_tier":null})");
  stream.take(" [DONE]");
  EXPECT_EQ(stream.body(), Json::parse(R"({"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant",)"
                                       R"("content":"Hello \ud83d\ude00\n","refusal":null},"finish_reason":"stop"}],)"
                                       R"("id":"c","model":"m","usage":{"total_tokens":3}})"));
}

TEST(StreamAssembler, JoinsToolCallsByTheirIndex) {
  Stream stream;
  stream.delta(R"({"role":"assistant","content":null,"tool_calls":)"
               R"([{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}}]})");
  stream.delta(R"({"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{\"x"}}]})");
  stream.delta(R"({"tool_calls":[{"function":{"arguments":"[1]}"},"index":1},{"index":0,"function":{"arguments":"\":1}"}}]})");
  stream.delta(R"({"tool_calls":[{"index":2,"id":"d","type":"custom","custom":{"name":"h","input":"fr"}}]})");
  stream.delta(R"({"tool_calls":[{"index":2,"custom":{"input":"ee"}}]})", "\"tool_calls\"");
  EXPECT_EQ(stream.body()["choices"][0]["message"],
            Json::parse(R"({"role":"assistant","content":null,"refusal":null,"tool_calls":[)"
                        R"({"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}},)"
                        R"({"id":"b","type":"function","function":{"name":"g","arguments":"[1]}"}},)"
                        R"({"id":"d","type":"custom","custom":{"name":"h","input":"free"}}]})"));
}

TEST(StreamAssembler, KeepsChoicesApartAndInOrder) {
  Stream stream;
  stream.delta(R"({"content":"b"})", "null", "1");
  stream.delta(R"({"refusal":"n"})", "null", "0");
  stream.take(R"({"choices":[{"finish_reason":"length","delta":{"content":"B"},"index":1},{"delta":{"refusal":"o"},"index":0}]})");
  stream.delta("{}", "\"stop\"", "0");
  const Json choices = stream.body()["choices"];
  ASSERT_EQ(choices.size(), 2U);
  EXPECT_EQ(choices[0]["message"]["refusal"], "no");
  EXPECT_EQ(choices[0]["message"]["content"], nullptr);
  EXPECT_EQ(choices[0]["finish_reason"], "stop");
  EXPECT_EQ(choices[1]["message"]["content"], "bB");
  EXPECT_EQ(choices[1]["finish_reason"], "length");
}

TEST(StreamAssembler, ShowsThatOtherMembersWereThere) {
  Stream stream;
  stream.delta(R"({"reasoning_content":"hm"})");
  stream.delta(R"({"audio":{"id":"a"},"reasoning_content":""})");
  stream.take(R"({"choices":[{"index":0,"logprobs":{"content":[]},"delta":)"
              R"({"function_call":{"name":"f","arguments":"{"}}}],"citations":["u"]})");
  stream.delta(R"({"function_call":{"arguments":"}"}})", "\"function_call\"");
  const Json body = stream.body();
  EXPECT_EQ(body["citations"], Json::parse(R"(["u"])"));
  EXPECT_EQ(body["choices"][0]["logprobs"], Json::parse(R"({"content":[]})"));
  EXPECT_EQ(body["choices"][0]["message"]["audio"], Json::parse(R"({"id":"a"})"));
  EXPECT_EQ(body["choices"][0]["message"]["reasoning_content"], "hm");
  EXPECT_EQ(body["choices"][0]["message"]["function_call"], Json::parse(R"({"name":"f","arguments":"{}"})"));
}

TEST(StreamAssembler, TakesTheResponseOfTheTerminalEventAsItStands) {
  for (const char* type : {"response.completed", "response.incomplete", "response.failed"}) {
    Stream stream(Family::Responses);
    stream.take(R"({"type":"response.created","response":{"id":"early"}})", "response.created");
    stream.take(R"({"type":"response.output_text.delta","delta":"response.completed"})");
    EXPECT_FALSE(stream.assembler.body());
    stream.take(R"({"response": {"id" : "r","output":[ ]},"type":")" + std::string(type) + "\"}");
    ASSERT_TRUE(stream.assembler.body()) << type;
    EXPECT_EQ(stream.assembler.body()->padded().text, R"({"id" : "r","output":[ ]})");
    EXPECT_EQ(stream.assembler.held_bytes(), 25U);
  }
  Stream named(Family::Responses);
  named.take(R"({"response":{"id":"r"}})", "response.completed");
  EXPECT_EQ(named.body(), Json::parse(R"({"id":"r"})"));
}

TEST(StreamAssembler, HasNoBodyOfWhatIsNoStreamOfAnswers) {
  for (const char* data : {"{", "[]", "7", R"({"choices":[{"index":-1,"delta":{}}]})", R"({"choices":[{"index":1024,"delta":{}}]})",
                           R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":256}]}}]})"}) {
    Stream stream;
    stream.delta(R"({"content":"x"})");
    stream.take(data);
    EXPECT_FALSE(stream.assembler.body()) << data;
    EXPECT_EQ(stream.assembler.held_bytes(), 0U) << data;
  }
  Stream responses(Family::Responses);
  responses.take(R"({"type":"response.completed","response":)");
  EXPECT_FALSE(responses.assembler.body());
  Stream bare(Family::Responses);
  bare.take(R"({"type":"response.completed"})");
  EXPECT_FALSE(bare.assembler.body());
}

TEST(StreamAssembler, LetsGoOfEverythingBeyondItsLimit) {
  constexpr std::size_t kLimit = 4096;
  Stream stream(Family::ChatCompletions, kLimit);
  std::size_t before = 0;
  for (int i = 0; i < 20; ++i) {
    stream.delta(R"({"content":")" + std::string(100, 'x') + "\"}");
    EXPECT_GE(stream.assembler.held_bytes(), before + 100);
    EXPECT_LE(stream.assembler.held_bytes(), kLimit);
    before = stream.assembler.held_bytes();
  }
  EXPECT_TRUE(stream.assembler.body());
  stream.delta(R"({"content":")" + std::string(kLimit, 'x') + "\"}");
  EXPECT_EQ(stream.assembler.held_bytes(), 0U);
  stream.delta(R"({"content":"y"})");
  EXPECT_FALSE(stream.assembler.body());
  Stream responses(Family::Responses, 10);
  responses.take(R"({"type":"response.completed","response":{"id":"longer"}})");
  EXPECT_FALSE(responses.assembler.body());
}

/// A choice's message as text, made of what answers are made of.
Json random_message(Random& random) {
  static constexpr std::string_view kTexts[] = {
      "", R"({"x":1})", R"({"x":"1"})", R"({"x":1)", "  ", "caf\xC3\xA9 \"q\" \\ \n", "{\"x\":2, \"y\":\"\xF0\x9F\x98\x80\"}"};
  static constexpr std::string_view kArguments[] = {"{}", R"({"a":[1,"b"]})", "[]", "{", ""};
  Json message = {{"role", "assistant"}, {"content", nullptr}, {"refusal", nullptr}};
  if (random.chance(4, 5)) message["content"] = kTexts[random.below(std::size(kTexts))];
  if (random.chance(1, 6)) message["refusal"] = "I can't";
  const std::uint64_t calls = random.chance(1, 3) ? 1 + random.below(3) : 0;
  for (std::uint64_t i = 0; i < calls; ++i) {
    message["tool_calls"].push_back(
        {{"id", "t" + std::to_string(i)},
         {"type", "function"},
         {"function", {{"name", "f"}, {"arguments", kArguments[random.below(std::size(kArguments))]}}}});
  }
  return message;
}

/// The first `size` bytes of the text, or a few more so that no character is cut.
std::string whole_piece(std::string_view text, std::size_t size) {
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
  return std::string(text.substr(0, size));
}

/// Sends one delta of a choice with the member set to the next piece of its text, until the text is at its end.
template <class Wrap>
void send_pieces(Stream& stream, Random& random, std::string_view text, Wrap wrap) {
  do {
    const std::string piece = whole_piece(text, random.below(text.size() + 1));
    text.remove_prefix(piece.size());
    stream.take(wrap(piece).dump());
  } while (!text.empty());
}

void stream_choice(Stream& stream, Random& random, const Json& choice) {
  const auto chunk = [&choice](const Json& delta, const Json& finish) {
    return Json{{"object", "chat.completion.chunk"},
                {"choices", {{{"index", choice["index"]}, {"delta", delta}, {"finish_reason", finish}}}}};
  };
  const Json& message = choice["message"];
  stream.take(chunk({{"role", "assistant"}}, nullptr).dump());
  for (const char* member : {"content", "refusal"}) {
    if (message[member].is_null()) continue;
    send_pieces(stream, random, message[member].get<std::string>(),
                [&](const std::string& piece) { return chunk({{member, piece}}, nullptr); });
  }
  for (std::size_t i = 0; message.contains("tool_calls") && i < message["tool_calls"].size(); ++i) {
    Json call = message["tool_calls"][i];
    const auto text = call["function"]["arguments"].get<std::string>();
    call["index"] = i;
    call["function"]["arguments"] = "";
    stream.take(chunk({{"tool_calls", {call}}}, nullptr).dump());
    send_pieces(stream, random, text, [&](const std::string& piece) {
      return chunk({{"tool_calls", {{{"index", i}, {"function", {{"arguments", piece}}}}}}}, nullptr);
    });
  }
  stream.take(chunk(Json::object(), choice["finish_reason"]).dump());
}

std::vector<OutputRules> all_rules() {
  OutputRules schema;
  schema.schema = std::make_shared<const SchemaCheck>(
      SchemaCheck::compile(R"({"properties":{"x":{"type":"integer"}},"required":["x"]})").value());
  OutputRules pattern;
  pattern.pattern = TextPattern::compile("^.+$").value();
  OutputRules presence;
  presence.depends_on = {JsonPointer::parse("/choices/0/message/content").value(),
                         JsonPointer::parse("/choices/0/finish_reason").value()};
  OutputRules rest;
  rest.non_empty = rest.tool_arguments = true;
  return {schema, pattern, presence, rest};
}

TEST(StreamAssembler, HoweverAnAnswerIsCutIntoDeltasItsCheckIsThatOfTheWhole) {
  Random random(7);
  const std::vector<OutputRules> rules = all_rules();
  std::array<std::size_t, kOutputFaultNames.size()> seen{};
  for (int round = 0; round < 2000; ++round) {
    Json whole = {{"object", "chat.completion"}, {"choices", Json::array()}};
    const std::uint64_t count = 1 + random.below(3);
    Stream stream;
    for (std::uint64_t i = 0; i < count; ++i) {
      whole["choices"].push_back(
          {{"index", i}, {"message", random_message(random)}, {"finish_reason", random.chance(1, 2) ? "stop" : "length"}});
      stream_choice(stream, random, whole["choices"][i]);
    }
    EXPECT_EQ(stream.body(), whole);
    const PaddedString buffered(whole.dump());
    const std::optional<PaddedString> assembled = stream.assembler.body();
    ASSERT_TRUE(assembled);
    for (const OutputRules& rule : rules) {
      const OutputFault fault = check_output(Family::ChatCompletions, rule, nullptr, buffered.padded(), stream.scratch);
      EXPECT_EQ(check_output(Family::ChatCompletions, rule, nullptr, assembled->padded(), stream.scratch), fault) << whole.dump();
      ++seen[static_cast<std::size_t>(fault)];
    }
  }
  for (const OutputFault fault : {OutputFault::None, OutputFault::NotJson, OutputFault::Schema, OutputFault::MissingField,
                                  OutputFault::Empty, OutputFault::Pattern, OutputFault::ToolArguments}) {
    EXPECT_GT(seen[static_cast<std::size_t>(fault)], 50U) << name_of(fault);
  }
}

}  // namespace
}  // namespace jurymast::wire
