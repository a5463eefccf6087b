using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cart.AspNetCore;

/// <summary>A moment that a client sends, in the form of RFC 3339. Without its offset from UTC it would be another on every server.</summary>
internal sealed class MomentJsonConverter : JsonConverter<DateTimeOffset?>
{
    private static readonly string[] Forms = ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.Null ? null
        : reader.TokenType is JsonTokenType.String
            && reader.GetString() is { Length: >= 20 and <= 33 } text
            && (text[^1] is 'Z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? moment
            : throw new UnreadableMomentException();

    /// <summary>A moment is not in the form that is wanted.</summary>
    public sealed class UnreadableMomentException()
        : JsonException("Enter a moment with its offset from UTC, such as 2026-12-31T23:59:59Z or 2026-12-31T23:59:59+01:00, or leave it out.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) => throw new NotSupportedException();
}
