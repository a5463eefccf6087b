namespace Cart.AspNetCore;

/// <summary>The discount to apply: <c>{"code":"SUMMER25"}</c>.</summary>
internal sealed record DiscountBody
{
    public const string Expected = """Send {"code":"SUMMER25"} with the code as a string.""";

    public required string Code { get; init; }
}
