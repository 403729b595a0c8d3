#pragma once
#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/family.hpp"
#include "wire/chunked.hpp"
#include "wire/http_head.hpp"

/// For the tests of this room: recorded streams of both families, as raw HTTP responses, with what each of their bytes stands for.
namespace jurymast::proxy {

enum class Role : unsigned char { Preamble, Content, Finish, Usage, Done };

struct RecordedEvent {
  Role role = Role::Content;
  std::string raw;
};

/// One answer as a provider streams it. `mark` stands in each of its events, so that no byte of it can pass for another's.
struct Recording {
  Family family = Family::ChatCompletions;
  std::string mark;
  std::vector<RecordedEvent> events;

  std::string body() const {
    std::string text;
    for (const RecordedEvent& event : events) text += event.raw;
    return text;
  }
};

inline Recording chat_recording(std::string mark, unsigned tokens) {
  Recording recording{Family::ChatCompletions, std::move(mark), {}};
  const auto add = [&recording](Role role, std::string_view rest) {
    recording.events.push_back(
        {role, fmt::format("data: {{\"id\":\"chatcmpl-{}\",\"object\":\"chat.completion.chunk\",{}}}\n\n", recording.mark, rest)});
  };
  add(Role::Preamble, R"("model":"gpt","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}])");
  for (unsigned i = 0; i < tokens; ++i) {
    add(Role::Content, fmt::format(R"("choices":[{{"index":0,"delta":{{"content":" w\u00f6rd{}"}},"finish_reason":null}}])", i));
  }
  add(Role::Finish, R"("choices":[{"index":0,"delta":{},"finish_reason":"stop"}])");
  add(Role::Usage, R"("choices":[],"usage":{"prompt_tokens":9,"completion_tokens":20,"total_tokens":29})");
  recording.events.push_back({Role::Done, "data: [DONE]\n\n"});
  return recording;
}

inline Recording responses_recording(std::string mark, unsigned tokens) {
  Recording recording{Family::Responses, std::move(mark), {}};
  const auto add = [&recording](Role role, std::string_view type, std::string_view rest) {
    recording.events.push_back({role, fmt::format("event: {0}\ndata: {{\"type\":\"{0}\",\"sequence_number\":{1},{2}}}\n\n", type,
                                                  recording.events.size(), rest)});
  };
  const std::string item = fmt::format("\"item_id\":\"msg_{}\",\"output_index\":0", recording.mark);
  const auto response = [&recording](std::string_view status, std::string_view rest) {
    return fmt::format(R"("response":{{"id":"resp_{}","object":"response","status":"{}"{}}})", recording.mark, status, rest);
  };
  add(Role::Preamble, "response.created", response("in_progress", ",\"output\":[]"));
  add(Role::Preamble, "response.output_item.added",
      fmt::format(R"("output_index":0,"item":{{"id":"msg_{}","type":"message","content":[]}})", recording.mark));
  for (unsigned i = 0; i < tokens; ++i) {
    add(Role::Content, "response.output_text.delta", fmt::format(R"({},"delta":" word{}")", item, i));
  }
  add(Role::Content, "response.output_text.done", item + R"(,"text":" word0 word1")");
  add(Role::Finish, "response.completed",
      response("completed", R"(,"output":[{"type":"message","content":[{"type":"output_text","text":" word0 word1"}]}],)"
                            R"("usage":{"input_tokens":9,"output_tokens":20,"total_tokens":29})"));
  return recording;
}

inline Recording recording_of(Family family, std::string mark, unsigned tokens) {
  const bool chat = family == Family::ChatCompletions;
  return chat ? chat_recording(std::move(mark), tokens) : responses_recording(std::move(mark), tokens);
}

/// A recording as it crosses the network.
struct WireText {
  std::string bytes;
  std::vector<std::size_t> body_at;  ///< by offset in `bytes`: how much of the body has come when it is cut there
};

inline WireText on_the_wire(const std::string& body, wire::BodyFraming framing) {
  std::string head = "HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 09:00:00 GMT\r\nContent-Type: text/event-stream; charset=utf-8\r\n";
  if (framing == wire::BodyFraming::Chunked) head += "Transfer-Encoding: chunked\r\n";
  if (framing == wire::BodyFraming::Length) head += fmt::format("Content-Length: {}\r\n", body.size());
  if (framing == wire::BodyFraming::UntilClose) head += "Connection: close\r\n";
  WireText text;
  std::size_t in_body = 0;
  const auto add = [&](std::string_view bytes, bool of_body) {
    for (const char c : bytes) {
      text.body_at.push_back(in_body);
      text.bytes.push_back(c);
      if (of_body) ++in_body;
    }
  };
  add(head + "\r\n", false);
  if (framing != wire::BodyFraming::Chunked) {
    add(body, true);
  } else {
    // Chunks end inside of events, on their ends, and behind several of them, as they do behind any proxy.
    constexpr std::size_t kChunkSizes[] = {113, 1, 260, 64, 17};
    std::size_t turn = 0;
    for (std::string_view rest = body; !rest.empty();) {
      const std::string_view chunk = rest.substr(0, kChunkSizes[turn++ % std::size(kChunkSizes)]);
      add(wire::ChunkPrefix(chunk.size()).text(), false);
      add(chunk, true);
      add(wire::kChunkEnd, false);
      rest.remove_prefix(chunk.size());
    }
    add(wire::kLastChunk, false);
  }
  text.body_at.push_back(in_body);
  return text;
}

}  // namespace jurymast::proxy
