namespace Cart.AspNetCore;

/// <summary>By how many units a line's quantity is to change: <c>{"delta":-1}</c>.</summary>
internal sealed record AdjustItemBody
{
    public const string Expected = """Send {"delta":-1} with a whole number other than 0.""";

    public required int Delta { get; init; }
}
