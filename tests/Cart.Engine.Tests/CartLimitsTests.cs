namespace Cart.Engine.Tests;

public sealed class CartLimitsTests
{
    private static readonly ProductKey Tea = new(7, 42), Milk = new(7, 43), Cup = new(8, "CUP");

    public static TheoryData<int, decimal, string?> Additions => new()
    {
        { 1, 0m, null },
        { 1, 9.99m, null },
        { 10, CartLimits.MaxUnitPrice, null },
        { 0, 9.99m, nameof(CartStatus.InvalidQuantity) },
        { -1, 9.99m, nameof(CartStatus.InvalidQuantity) },
        { 11, 9.99m, nameof(CartStatus.InvalidQuantity) },
        { int.MaxValue, 9.99m, nameof(CartStatus.InvalidQuantity) },
        { 1, -0.01m, nameof(CartStatus.InvalidPrice) },
        { 1, 9.999m, nameof(CartStatus.InvalidPrice) },
        { 1, CartLimits.MaxUnitPrice + 0.01m, nameof(CartStatus.InvalidPrice) },
        { 1, decimal.MaxValue, nameof(CartStatus.InvalidPrice) },
        { 0, -1m, nameof(CartStatus.InvalidQuantity) },
    };

    public static TheoryData<int?, decimal?, string?> Assignments => new()
    {
        { 1, 9.99m, null },
        { 10, null, null },
        { null, 9.99m, null },
        { null, null, null },
        { 0, null, null },
        { 0, 9.99m, null },
        { -1, null, nameof(CartStatus.InvalidQuantity) },
        { 11, null, nameof(CartStatus.InvalidQuantity) },
        { null, -0.01m, nameof(CartStatus.InvalidPrice) },
        { 1, 0.001m, nameof(CartStatus.InvalidPrice) },
        { 0, 0.001m, nameof(CartStatus.InvalidPrice) },
        { -1, -1m, nameof(CartStatus.InvalidQuantity) },
    };

    [Theory]
    [MemberData(nameof(Additions))]
    public void An_addition_is_checked(int quantity, decimal unitPrice, string? refusal) =>
        AssertRefused(refusal is null ? null : Enum.Parse<CartStatus>(refusal), Tea, Limits().Check(new AddLines(Tea, quantity, unitPrice)));

    [Theory]
    [MemberData(nameof(Assignments))]
    public void An_assignment_is_checked(int? quantity, decimal? unitPrice, string? refusal) =>
        AssertRefused(
            refusal is null ? null : Enum.Parse<CartStatus>(refusal),
            Tea,
            Limits().Check(new SetLines(Tea, quantity, unitPrice)));

    [Fact]
    public void The_first_line_at_fault_is_named()
    {
        var add = new AddLines(new CartLine(Tea, 1, 1m), new CartLine(Milk, 1, -1m), new CartLine(Cup, 0, 1m));
        AssertRefused(CartStatus.InvalidPrice, Milk, Limits().Check(add));
        var set = new SetLines(new LineAssignment(Tea, 1), new LineAssignment(Milk, -1), new LineAssignment(Cup, 1, -1m));
        AssertRefused(CartStatus.InvalidQuantity, Milk, Limits().Check(set));
    }

    [Fact]
    public void A_command_names_at_most_as_many_products_as_a_cart_has_lines()
    {
        CartLine[] additions = [new(Tea, 1, 1m), new(Milk, 1, 1m), new(Cup, 1, 1m)];
        Assert.Null(Limits(maxLines: 3).Check(new AddLines(additions)));
        AssertRefused(CartStatus.TooManyLines, null, Limits(maxLines: 2).Check(new AddLines(additions)));
        LineAssignment[] assignments = [new(Tea, 1), new(Milk, 1), new(Cup, 1)];
        AssertRefused(CartStatus.TooManyLines, null, Limits(maxLines: 2).Check(new SetLines(assignments)));
    }

    [Fact]
    public void A_product_that_is_named_twice_counts_once()
    {
        CartLine[] additions = [new(Tea, 1, 1m), new(Milk, 1, 1m), new(Tea, 1, 1m)];
        Assert.Null(Limits(maxLines: 2).Check(new AddLines(additions)));
    }

    [Fact]
    public void The_sum_of_a_product_that_is_named_twice_is_what_is_checked()
    {
        CartLine five = new(Tea, 5, 1m), six = new(Tea, 6, 1m);
        Assert.Null(Limits().Check(new AddLines(five, five)));
        AssertRefused(CartStatus.InvalidQuantity, Tea, Limits().Check(new AddLines(five, six)));
    }

    [Fact]
    public void A_limit_of_zero_refuses_every_add()
    {
        AssertRefused(CartStatus.InvalidQuantity, Tea, Limits(maxQuantity: 0).Check(new AddLines(Tea, 1, 1m)));
        Assert.Null(Limits(maxQuantity: 0).Check(new SetLines(Tea, 0)));
    }

    [Fact]
    public void Without_a_limit_the_ceiling_holds() => Assert.Null(Limits(maxQuantity: null).Check(new AddLines(Tea, int.MaxValue, 1m)));

    [Theory]
    [InlineData("JPY", false)]
    [InlineData("USD", true)]
    public void Prices_have_the_decimals_of_the_currency(string currency, bool valid) =>
        Assert.Equal(valid, Limits(currency: currency).Check(new AddLines(Tea, 1, 0.50m)) is null);

    [Fact]
    public void Commands_without_quantities_have_nothing_to_refuse()
    {
        CartCommand[] commands =
        [
            new RemoveLine(Tea), new ClearLines(), new BindUser("alice"), new BeginCheckout(TimeSpan.FromSeconds(15)),
            new FinishCheckout(1, OrderId.New(TimeProvider.System)), new ThawCheckout(1),
        ];
        Assert.All(commands, static command => Assert.Null(Limits().Check(command)));
    }

    private static CartLimits Limits(int maxLines = 1000, int? maxQuantity = 10, string currency = "USD") =>
        new(new CartOptions { MaxLines = maxLines, MaxQuantityPerItem = maxQuantity, Currency = currency });

    private static void AssertRefused(CartStatus? status, ProductKey? product, CartResult? refusal)
    {
        Assert.Equal(status, refusal?.Status);
        Assert.Equal(status is null ? null : product, refusal?.Line?.Product);
    }
}
