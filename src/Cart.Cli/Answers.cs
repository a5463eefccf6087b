using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.Cli;

/// <summary>How the tool writes things for people, the same in every culture.</summary>
internal static class AnswerText
{
    /// <summary>A moment, in UTC and to the second.</summary>
    public static string Time(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "never";

    /// <summary>The name of a value, as words.</summary>
    public static string Words<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()).Replace('_', ' ');

    /// <summary>One line of text a line of a cart or an order, with the name of the product where that is known.</summary>
    public static IEnumerable<string> Lines(
        IEnumerable<CartLine> lines, Currency currency, IReadOnlyDictionary<LineKey, string>? names = null) => lines.Select(line => string.Create(
            CultureInfo.InvariantCulture,
            $"  {line.Key,-24} {line.Quantity,7} x {currency.Format(line.UnitPrice),12} {currency.Format(line.TotalPrice),14}  {names?.GetValueOrDefault(line.Key)}")
            .TrimEnd());
}

/// <summary>How the tool writes JSON: on one line, names in lower case with underscores, amounts as text, times in UTC.</summary>
internal static class AnswerJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string Of(object answer) => JsonSerializer.Serialize(answer, Options);
}

/// <summary>A line of a cart or an order as the tool's JSON has it. A cart has no names, and an order those that it records.</summary>
internal sealed record LineAnswer(
    string Key, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name, int Quantity, string UnitPrice, string TotalPrice)
{
    public static IReadOnlyList<LineAnswer> Of(
        IEnumerable<CartLine> lines, Currency currency, IReadOnlyDictionary<LineKey, string>? names = null) => [.. lines.Select(line => new LineAnswer(
        line.Key.ToString(), names?.GetValueOrDefault(line.Key), line.Quantity.ToInt32(), currency.Format(line.UnitPrice), currency.Format(line.TotalPrice)))];
}
