namespace Cart.AspNetCore;

/// <summary>What a line's quantity is to be: <c>{"quantity":5}</c>.</summary>
internal sealed record SetItemBody
{
    public const string Expected = """Send {"quantity":5} with a whole number; 0 removes the line.""";

    public required int Quantity { get; init; }
}
