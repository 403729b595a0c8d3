#pragma once
#include <CLI/CLI.hpp>
#include <map>
#include <string>

#include "content.hpp"

namespace jurymast::bench {

/// The flags that upstream and load share.
inline void declare_content(CLI::App& app, Content& content) {
  std::map<std::string, Family> families;
  for (const Family family : {Family::ChatCompletions, Family::Responses}) families.emplace(name_of(family), family);
  app.add_option("--family", content.family, "API family: chat_completions or responses")
      ->transform(CLI::CheckedTransformer(families));
  app.add_option("--request-bytes", content.request_bytes, "Bytes of a request's body")->capture_default_str();
  app.add_option("--answer-bytes", content.answer_bytes, "Bytes of an answer's body")->capture_default_str();
  app.add_option("--events", content.events, "Content events of a stream; 0: the answer comes in one piece")->capture_default_str();
}

}  // namespace jurymast::bench
