using Microsoft.Net.Http.Headers;

namespace Cart.AspNetCore;

/// <summary>The names of the forms that are read and written.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Problem = "application/problem+json";
    public const string MessagePack = "application/vnd.msgpack";
    public const string Page = "text/html";
    public const string EventStream = "text/event-stream";

    private static readonly string[] MessagePackNames = [MessagePack, "application/msgpack", "application/x-msgpack", "application/x+msgpack"];

    public static bool IsForm(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    public static bool IsJson(ReadOnlySpan<char> name) => name.Equals(Json, StringComparison.OrdinalIgnoreCase);

    public static bool IsMessagePack(string name) => MessagePackNames.Contains(name, StringComparer.OrdinalIgnoreCase);
}
