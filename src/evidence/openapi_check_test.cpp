#include "evidence/openapi_check.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

namespace jurymast::evidence {
namespace {

using Json = nlohmann::json;

/// A document that says of Chat Completions what the pack says, with parts behind references, as providers write it.
Json document() {
  return Json::parse(R"({
    "openapi": "3.1.0",
    "paths": {
      "/v1/chat/completions": {"post": {
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Request"}}}},
        "responses": {
          "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}},
                              "text/event-stream": {"schema": {"type": "object"}}}},
          "401": {"$ref": "#/components/responses/Failed"}}}}},
    "security": [{"key": []}],
    "components": {
      "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
      "responses": {"Failed": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}},
      "schemas": {
        "Request": {"allOf": [{"$ref": "#/components/schemas/Settings"},
                              {"type": "object", "required": ["model", "messages"],
                               "properties": {"model": {"type": "string"}, "messages": {"type": "array"}}}]},
        "Settings": {"type": "object", "properties": {"temperature": {"type": "number"}}},
        "Answer": {"type": "object", "required": ["id", "object", "choices"],
                   "properties": {"id": {"type": "string"}, "object": {"type": "string", "enum": ["chat.completion"]},
                                  "choices": {"type": "array", "items": {"$ref": "#/components/schemas/Choice"}}}},
        "Choice": {"type": "object", "required": ["finish_reason", "message"],
                   "properties": {"finish_reason": {"type": "string"}, "message": {"oneOf": [{"type": "object"}, {"type": "null"}]}}},
        "Error": {"type": "object", "required": ["error"],
                  "properties": {"error": {"type": "object", "properties": {"message": {"type": "string"}}}}}}}})");
}

ContractPack chat_pack() {
  FamilyContract contract;
  contract.family = Family::ChatCompletions;
  contract.path = "/chat/completions";
  contract.request_required = {"model", "messages"};
  contract.object = "chat.completion";
  contract.required = {"/object", "/choices", "/choices/*/finish_reason", "/choices/*/message"};
  contract.frames = {"chat.completion.chunk"};
  contract.error_members = {"/error", "/error/message"};
  ContractPack pack;
  pack.name = "ours";
  pack.families = {contract};
  return pack;
}

DescribedFamily check(const Json& document) {
  auto checked = check_openapi(chat_pack(), document.dump());
  EXPECT_TRUE(checked) << checked.error().message;
  EXPECT_EQ(checked->size(), 1U);
  return checked->front();
}

std::set<std::string> ids_at(const DescribedFamily& family) {
  std::set<std::string> ids;
  for (const ContractFinding& finding : family.findings) ids.insert(finding.id + " " + finding.where);
  return ids;
}

TEST(OpenapiCheck, FindsNothingInADocumentThatSaysWhatThePackSays) {
  const DescribedFamily family = check(document());
  EXPECT_EQ(ids_at(family), std::set<std::string>());
  EXPECT_EQ(family.unknown, std::vector<std::string>());
}

/// A change of the document, and the one finding that it brings.
struct Changed {
  const char* finding;
  void (*change)(Json& document);
};

Json& schema(Json& document, const char* name) { return document["components"]["schemas"][name]; }

const Changed kChanged[] = {
    {"document_path_missing /paths",
     [](Json& d) {
       d["paths"]["/v1/chat"] = d["paths"]["/v1/chat/completions"];
       d["paths"].erase("/v1/chat/completions");
     }},
    {"document_method_missing /chat/completions",
     [](Json& d) {
       Json& item = d["paths"]["/v1/chat/completions"];
       item["put"] = item["post"];
       item.erase("post");
     }},
    {"document_key_differs /security",
     [](Json& d) { d["components"]["securitySchemes"]["key"] = {{"type", "apiKey"}, {"in", "header"}, {"name", "api-key"}}; }},
    {"document_request_differs /messages", [](Json& d) { schema(d, "Request")["allOf"][1]["properties"].erase("messages"); }},
    {"document_request_differs /model", [](Json& d) { schema(d, "Request")["allOf"][1]["required"] = {"messages"}; }},
    {"document_request_differs /user", [](Json& d) { schema(d, "Request")["required"] = {"user"}; }},
    {"document_object_differs /object", [](Json& d) { schema(d, "Answer")["properties"]["object"]["enum"] = {"response"}; }},
    {"document_member_missing /choices/*/message", [](Json& d) { schema(d, "Choice")["properties"].erase("message"); }},
    {"document_member_optional /choices/*/finish_reason", [](Json& d) { schema(d, "Choice")["required"] = {"message"}; }},
    {"document_error_differs /error/message",
     [](Json& d) { schema(d, "Error")["properties"]["error"]["properties"] = {{"detail", {{"type", "string"}}}}; }},
};

TEST(OpenapiCheck, TellsEachDeviationByItsIdAndPlace_AndNothingElse) {
  for (const Changed& changed : kChanged) {
    Json changed_document = document();
    changed.change(changed_document);
    EXPECT_EQ(ids_at(check(changed_document)), std::set<std::string>{changed.finding});
  }
}

TEST(OpenapiCheck, SaysWhatTheDocumentDoesNotTell_InsteadOfGuessing) {
  const auto unknown_after = [](auto change) {
    Json changed = document();
    change(changed);
    const DescribedFamily family = check(changed);
    EXPECT_EQ(ids_at(family), std::set<std::string>());
    return family.unknown;
  };
  using Texts = std::vector<std::string>;
  EXPECT_EQ(unknown_after([](Json& d) { d.erase("security"); }), Texts{"the document does not tell how a key is sent"});
  EXPECT_EQ(unknown_after([](Json& d) { d["components"]["responses"].erase("Failed"); }),
            Texts{"the document does not tell the form of an error"});
  EXPECT_EQ(unknown_after([](Json& d) { schema(d, "Choice") = {{"$ref", "other.json#/Choice"}}; }),
            (Texts{"the document does not tell whether an answer has /choices/*/finish_reason",
                   "the document does not tell whether an answer has /choices/*/message"}));
  EXPECT_EQ(unknown_after([](Json& d) {
              d["paths"]["/v1/chat/completions"]["post"]["responses"]["200"]["content"].erase("text/event-stream");
            }),
            Texts{"the document does not tell the events of a stream"});
}

TEST(OpenapiCheck, EndsWhereReferencesGoInCircles) {
  Json circle = document();
  schema(circle, "Choice") = {{"allOf", {{{"$ref", "#/components/schemas/Choice"}}, {{"$ref", "#/components/schemas/Choice"}}}}};
  EXPECT_FALSE(check(circle).unknown.empty());
  schema(circle, "Answer") = {{"$ref", "#/components/schemas/Answer"}};
  EXPECT_FALSE(check(circle).unknown.empty());
}

TEST(OpenapiCheck, RefusesWhatIsNoSuchDocument) {
  const auto complaint = [](const std::string& text) {
    const auto checked = check_openapi(chat_pack(), text);
    EXPECT_FALSE(checked);
    return checked ? std::string() : checked.error().message;
  };
  EXPECT_NE(complaint("openapi: 3.1.0\n").find("YAML"), std::string::npos);
  EXPECT_NE(complaint(R"({"swagger":"2.0","paths":{}})").find("version 3"), std::string::npos);
  EXPECT_NE(complaint(R"({"openapi":"3.0.1"})").find("no `paths`"), std::string::npos);
  EXPECT_NE(complaint(std::string(kOpenapiNestingMax + 1, '[')).find("nested"), std::string::npos);
  EXPECT_NE(complaint(std::string(kOpenapiBytesMax + 1, ' ')).find("bytes"), std::string::npos);
}

}  // namespace
}  // namespace jurymast::evidence
