using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Represents a refusal or a warning: a row of the error catalogue with the data of one case. A refusal has changed nothing.</summary>
public sealed record CartError
{
    private readonly CartErrorRow _row;

    internal CartError(CartErrorRow row) => (_row, RetryAfter, Fields) = (row, row.RetryAfter, row.Field is { } field ? [field] : []);

    /// <summary>Gets the stable code, such as <c>insufficient_stock</c>.</summary>
    public string Code => _row.Code;

    /// <summary>Gets the message for shoppers, in English.</summary>
    public string Message => Detail ?? _row.Text(this);

    /// <summary>Gets the affected lines, with their numbers; empty if the error is not about lines.</summary>
    public ImmutableArray<LineProblem> Lines { get; internal init; } = [];

    /// <summary>Gets all reasons why a cart cannot be ordered, in order; empty if the error is not about the cart's content.</summary>
    public ImmutableArray<CartError> Reasons { get; internal init; } = [];

    /// <summary>Gets the invalid fields of a discount's definition or of a payload; empty if the error is not about fields.</summary>
    public ImmutableArray<DiscountFieldError> Fields { get; internal init; }

    /// <summary>Gets the current version of the cart or the discount, if another was expected.</summary>
    public long? Version { get; internal init; }

    /// <summary>Gets the current totals of the cart, if another total was expected.</summary>
    public CartTotals? Totals { get; internal init; }

    /// <summary>Gets the exceeded limit: of lines, or of the quantity of a line.</summary>
    public int? Limit { get; internal init; }

    /// <summary>Gets the minimum sum of the lines, if the cart is worth less.</summary>
    public decimal? Minimum { get; internal init; }

    /// <summary>Gets the sum of the lines, if it is below the minimum.</summary>
    public decimal? Summary { get; internal init; }

    /// <summary>Gets the discount code that the error is about; otherwise, null.</summary>
    public string? DiscountCode { get; internal init; }

    /// <summary>Gets how long to wait before a retry; null if that is not known or a retry would not help.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>Gets whether the outcome of the request is unknown; null if the request had no effect.</summary>
    public bool? OutcomeUnknown { get; internal init; }

    /// <summary>Gets the HTTP status.</summary>
    internal int HttpStatus => _row.HttpStatus;

    /// <summary>Gets the statuses with which the stores report this error.</summary>
    internal ImmutableArray<CartStatus> Numbers => _row.Numbers;

    /// <summary>Gets the currency of the amounts.</summary>
    internal Currency Currency { get; init; }

    /// <summary>Gets the name of the product, or the requested text; null if it is not known.</summary>
    internal string? Name { get; init; }

    /// <summary>Gets the text that replaces the row's message; null for the row's own.</summary>
    internal string? Detail { get; init; }

    /// <summary>Returns whether both errors are of the same row, whatever their data.</summary>
    internal bool Is(CartError other) => ReferenceEquals(_row, other._row);

    /// <summary>Returns the exception for this error.</summary>
    internal CartException ToException() => _row.ToException(this);
}

/// <summary>Represents a row of the error catalogue.</summary>
/// <param name="Code">The code.</param>
/// <param name="HttpStatus">The HTTP status.</param>
/// <param name="Text">Returns the message, with the numbers.</param>
/// <param name="Numbers">The store statuses that mean this error.</param>
/// <param name="ToException">Returns the exception.</param>
/// <param name="RetryAfter">How long to wait, unless the data of a case give another time.</param>
/// <param name="Field">The invalid field, if it is always the same.</param>
internal sealed record CartErrorRow(
    string Code, int HttpStatus, Func<CartError, string> Text, ImmutableArray<CartStatus> Numbers, Func<CartError, CartException> ToException,
    TimeSpan? RetryAfter, DiscountFieldError? Field);
