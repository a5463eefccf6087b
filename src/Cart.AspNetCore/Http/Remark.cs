using System.Globalization;
using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>Describes the problem of one field of a request, or a remark about the cart or one of its lines.</summary>
/// <param name="Detail">The description, for people.</param>
/// <param name="Pointer">The JSON pointer to the field, such as <c>#/items/0/quantity</c>; null if it is not in the request.</param>
internal sealed record Remark(
    string Detail, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pointer = null)
{
    /// <summary>Gets the code, for programs.</summary>
    [JsonPropertyOrder(-1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    /// <summary>Gets the key of the line, such as <c>7:42</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>Gets the quantity in stock.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Available { get; init; }

    /// <summary>Gets the requested quantity.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Requested { get; init; }

    /// <summary>Gets the limit of a quantity, or of lines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Limit { get; init; }

    /// <summary>Gets the unit price of the line.</summary>
    [JsonPropertyName("unit_price")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UnitPrice { get; init; }

    /// <summary>Gets the current unit price in the catalog.</summary>
    [JsonPropertyName("catalog_price")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CatalogPrice { get; init; }

    /// <summary>Gets the minimum sum of the lines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Minimum { get; init; }

    /// <summary>Gets the sum of the lines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Summary { get; init; }

    /// <summary>Returns the remark for the problem of a line.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="pointer">The location of the line in the request; null if it is not there.</param>
    public static Remark Of(LineProblem problem, string? pointer = null) => new(problem.Message, pointer)
    {
        Code = problem.Code,
        Key = problem.Key.ToString(),
        Available = problem.Available?.ToInt32(),
        Requested = problem.Requested?.ToInt64(),
        Limit = problem.Limit?.ToInt32(),
        UnitPrice = Text(problem.UnitPrice),
        CatalogPrice = Text(problem.CatalogPrice),
    };

    /// <summary>Returns the remark for a warning, or for a reason why a cart cannot be ordered.</summary>
    public static Remark Of(CartError error, string? pointer = null) => (error.Lines is [var line, ..] ? Of(line) : new Remark("")) with
    {
        Detail = error.Message,
        Code = error.Code,
        Pointer = pointer,
        Minimum = error.Is(CartErrors.MinimumOrderNotMet) ? Text(error.Minimum, error.Currency) : null,
        Summary = Text(error.Summary, error.Currency),
    };

    /// <summary>Returns the remarks for all reasons, lines or fields of an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="pointerTo">Returns the location of a product's quantity in the request; null if the request names no products.</param>
    public static IReadOnlyList<Remark> ListOf(CartError error, Func<ProductKey, string>? pointerTo) =>
        !error.Reasons.IsEmpty ? [.. error.Reasons.Select(static reason => Of(reason, PointerOf(reason)))]
        : !error.Lines.IsEmpty ? [.. error.Lines.Select(line => Of(line, pointerTo?.Invoke(line.Product)))]
        : [.. error.Fields.Select(static field => new Remark(field.Message, PointerTo(field.Field)))];

    /// <summary>Formats an amount in its currency; null for none.</summary>
    public static string? Text(decimal? amount, Currency currency) => amount is { } known ? currency.Format(currency.Round(known)) : null;

    private static string? Text(decimal? amount) => amount?.ToString(CultureInfo.InvariantCulture);

    private static string PointerTo(string field) => field is "" or ['/', ..] ? "#" + field : "#/" + field;

    private static string PointerOf(CartError reason) => reason switch
    {
        { Lines: [{ Index: { } index }, ..] } => string.Create(CultureInfo.InvariantCulture, $"#/items/{index}"),
        _ when reason.Is(CartErrors.MinimumOrderNotMet) => "#/summary",
        _ when reason.Is(CartErrors.TotalTooGreat) => "#/total",
        _ => "#/discount_code",
    };
}

/// <summary>Thrown to end an invalid request with a problem for its sender.</summary>
internal sealed class RefusedRequestException(CartProblem problem) : Exception(problem.Detail)
{
    public RefusedRequestException(CartError error)
        : this(CartProblem.Of(error))
    {
    }

    public CartProblem Problem { get; } = problem;
}
