#include "record/model_name.hpp"

#include <gtest/gtest.h>

#include <string>

namespace jurymast::record {
namespace {

TEST(ModelName, IsWhatProvidersCallTheirs) {
  for (const char* const name :
       {"gpt-5.1", "gpt-4o-mini-2024-07-18", "ft:gpt-4o-mini:acme::Bx7yQ2", "o3", "meta-llama/Llama-3.1-8B-Instruct",
        "@cf/meta/llama-3.1-8b-instruct", "publishers/anthropic/models/claude-3-5-sonnet@20240620", "qwen2.5:7b_q4+k"})
    EXPECT_TRUE(is_model_name(name)) << name;
}

TEST(ModelName, IsNoSentence_NoAddress_NoNumber_AndNothingThatNeedsEscaping) {
  for (const char* const text : {"", "two words", "jane.doe@example.com", "me@host", "4111111111111111", "2024-07-18", "name\"",
                                 "a\\b", "a\nb", "caf\xc3\xa9", "<script>", "{\"a\":1}", "a=b", "a?b"})
    EXPECT_FALSE(is_model_name(text)) << text;
}

TEST(ModelName, IsNoneWhereItMayHaveBeenCut) {
  EXPECT_TRUE(is_model_name(std::string(kModelNameBytesMax, 'm')));
  EXPECT_FALSE(is_model_name(std::string(kModelNameBytesMax + 1, 'm')));
}

}  // namespace
}  // namespace jurymast::record
