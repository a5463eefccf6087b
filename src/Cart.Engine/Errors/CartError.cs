using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Represents a refusal, or a warning: a row of the catalogue of errors with the data of this case. A refusal changed nothing.</summary>
public sealed record CartError
{
    private readonly CartErrorRow _row;

    internal CartError(CartErrorRow row) => (_row, RetryAfter, Fields) = (row, row.RetryAfter, row.Field is { } field ? [field] : []);

    /// <summary>Gets the code, which never changes, such as <c>insufficient_stock</c>.</summary>
    public string Code => _row.Code;

    /// <summary>Gets the explanation for shoppers, in English.</summary>
    public string Message => Detail ?? _row.Text(this);

    /// <summary>Gets the lines at fault, with their numbers; empty if the error is not about lines.</summary>
    public ImmutableArray<LineProblem> Lines { get; internal init; } = [];

    /// <summary>Gets every reason why a cart cannot be ordered, the first one first; empty if the error is not about what the cart holds.</summary>
    public ImmutableArray<CartError> Reasons { get; internal init; } = [];

    /// <summary>Gets the fields at fault of a discount's definition or of a payload; empty if the error is not about fields.</summary>
    public ImmutableArray<DiscountFieldError> Fields { get; internal init; }

    /// <summary>Gets the version of the cart or the discount, where another one was expected.</summary>
    public long? Version { get; internal init; }

    /// <summary>Gets what the cart costs, where another total was expected.</summary>
    public CartTotals? Totals { get; internal init; }

    /// <summary>Gets the limit that would be exceeded: of lines, or of the quantity of a line.</summary>
    public int? Limit { get; internal init; }

    /// <summary>Gets the minimum sum of the lines, where the cart is worth less.</summary>
    public decimal? Minimum { get; internal init; }

    /// <summary>Gets the sum of the lines, where that is less than the minimum.</summary>
    public decimal? Summary { get; internal init; }

    /// <summary>Gets the discount code that the error is about; null if it is not about one.</summary>
    public string? DiscountCode { get; internal init; }

    /// <summary>Gets how long to wait before the next try; null if that is not known, or would not help.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>Gets whether the request may have taken effect; null if it has not.</summary>
    public bool? OutcomeUnknown { get; internal init; }

    /// <summary>Gets the HTTP status.</summary>
    internal int HttpStatus => _row.HttpStatus;

    /// <summary>Gets the numbers by which the stores answer this error.</summary>
    internal ImmutableArray<CartStatus> Numbers => _row.Numbers;

    /// <summary>Gets the currency of the amounts.</summary>
    internal Currency Currency { get; init; }

    /// <summary>Gets the name of the product, or the text that was asked for; null if it is not known.</summary>
    internal string? Name { get; init; }

    /// <summary>Gets the text that takes the place of the row's own: what the row cannot know.</summary>
    internal string? Detail { get; init; }

    /// <summary>Returns whether both are the same row of the catalogue, whatever their data.</summary>
    internal bool Is(CartError other) => ReferenceEquals(_row, other._row);

    /// <summary>Returns the exception of this error.</summary>
    internal CartException ToException() => _row.ToException(this);
}

/// <summary>A row of the catalogue.</summary>
/// <param name="Code">The code.</param>
/// <param name="HttpStatus">The HTTP status.</param>
/// <param name="Text">Returns the message, with the numbers.</param>
/// <param name="Numbers">The answers of the stores that mean this error.</param>
/// <param name="ToException">Returns the exception.</param>
/// <param name="RetryAfter">How long to wait, unless the data of a case say more.</param>
/// <param name="Field">The field at fault, where it is always the same.</param>
internal sealed record CartErrorRow(
    string Code, int HttpStatus, Func<CartError, string> Text, ImmutableArray<CartStatus> Numbers, Func<CartError, CartException> ToException,
    TimeSpan? RetryAfter, DiscountFieldError? Field);
