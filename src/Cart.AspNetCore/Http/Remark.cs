using System.Globalization;
using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>Describes what is wrong with one field of a request, or what a person should know of the cart or one line of it.</summary>
/// <param name="Detail">What it is, for a person.</param>
/// <param name="Pointer">The JSON pointer to the field, such as <c>#/items/0/quantity</c>; null for what the request does not name.</param>
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

    /// <summary>Gets how many units are in stock.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Available { get; init; }

    /// <summary>Gets the quantity that was wanted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Requested { get; init; }

    /// <summary>Gets the limit of a quantity, or of lines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Limit { get; init; }

    /// <summary>Gets the unit price of the line.</summary>
    [JsonPropertyName("unit_price")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UnitPrice { get; init; }

    /// <summary>Gets the unit price in the catalog today.</summary>
    [JsonPropertyName("catalog_price")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CatalogPrice { get; init; }

    /// <summary>What the lines must sum up to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Minimum { get; init; }

    /// <summary>What the lines sum up to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Summary { get; init; }

    /// <summary>Returns what is wrong with a line.</summary>
    /// <param name="problem">What is wrong with the line.</param>
    /// <param name="pointer">Where in the request it stands; null if it does not.</param>
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

    /// <summary>Returns what a warning, or a reason why a cart cannot be ordered, says.</summary>
    public static Remark Of(CartError error, string? pointer = null) => (error.Lines is [var line, ..] ? Of(line) : new Remark("")) with
    {
        Detail = error.Message,
        Code = error.Code,
        Pointer = pointer,
        Minimum = error.Is(CartErrors.MinimumOrderNotMet) ? Text(error.Minimum, error.Currency) : null,
        Summary = Text(error.Summary, error.Currency),
    };

    /// <summary>Returns all that an error is about: reasons, lines or fields.</summary>
    /// <param name="error">The error.</param>
    /// <param name="pointerTo">Returns where in the request the quantity of a product stands; null if the request does not name products.</param>
    public static IReadOnlyList<Remark> ListOf(CartError error, Func<ProductKey, string>? pointerTo) =>
        !error.Reasons.IsEmpty ? [.. error.Reasons.Select(static reason => Of(reason, PointerOf(reason)))]
        : !error.Lines.IsEmpty ? [.. error.Lines.Select(line => Of(line, pointerTo?.Invoke(line.Product)))]
        : [.. error.Fields.Select(static field => new Remark(field.Message, PointerTo(field.Field)))];

    /// <summary>Writes an amount in its currency; null for none.</summary>
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

/// <summary>Ends a request that cannot be understood, with the problem that its sender is told.</summary>
internal sealed class RefusedRequestException(CartProblem problem) : Exception(problem.Detail)
{
    public RefusedRequestException(CartError error)
        : this(CartProblem.Of(error))
    {
    }

    public CartProblem Problem { get; } = problem;
}
