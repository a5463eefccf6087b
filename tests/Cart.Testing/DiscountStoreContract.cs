using System.Globalization;
using Cart.Engine;

namespace Cart.Testing;

/// <summary>What every <see cref="IDiscountStore"/> does, and the <see cref="IOrderStore"/> beside it with the uses of discounts.</summary>
public abstract partial class DiscountStoreContract
{
    private readonly string _prefix = Guid.NewGuid().ToString("N")[..12].ToUpperInvariant();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<(IDiscountStore Discounts, IOrderStore Orders)> CreateAsync();

    [Fact]
    public async Task A_discount_is_kept_exactly()
    {
        var (discounts, _) = await CreateAsync();
        var discount = Named("Käse 1") with
        {
            Type = DiscountType.Fixed,
            Value = 99_999_999.99m,
            MinCartValue = 0.01m,
            MaxUses = 7,
            IsActive = false,
            ValidFrom = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(10),
            ValidUntil = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero),
            Granted = 3,
            Returned = 1,
        };

        Assert.Null(await discounts.FindAsync(discount.Code, Token));
        Assert.Null(await discounts.CreateAsync(discount, Token));

        var found = await discounts.FindAsync(DiscountCode.Parse(discount.Code.Text.ToLowerInvariant()), Token);
        Assert.Equal(discount with { Revision = 1 }, found);
        Assert.Equal(discount.Code.Text, found!.Code.Text);
        Assert.Equal(2, found.CurrentUses);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("5", "1000")]
    [InlineData("1.255", "37.035")]
    [InlineData("0.0001", "99999999.9999")]
    [InlineData("99999999.9999", "0.5")]
    [InlineData("12.50", "12.5")]
    public async Task Amounts_are_kept_with_up_to_four_decimals(string value, string minimum)
    {
        var (discounts, _) = await CreateAsync();
        var (amount, least) = (decimal.Parse(value, CultureInfo.InvariantCulture), decimal.Parse(minimum, CultureInfo.InvariantCulture));
        var discount = Named("DECIMALS" + value) with { Type = DiscountType.Fixed, Value = amount, MinCartValue = least };

        Assert.Null(await discounts.CreateAsync(discount, Token));
        var created = await discounts.FindAsync(discount.Code, Token);
        Assert.Equal((amount, least), (created!.Value, created.MinCartValue));
        Assert.Null(await discounts.UpdateAsync(discount with { Value = least, MinCartValue = amount }, Token));
        var updated = await discounts.FindAsync(discount.Code, Token);
        Assert.Equal((least, amount), (updated!.Value, updated.MinCartValue));
    }

    [Fact]
    public async Task Codes_that_differ_in_case_only_are_one()
    {
        var (discounts, _) = await CreateAsync();
        await discounts.CreateAsync(Named("Save"), Token);

        Assert.Equal(CartErrors.DiscountExists, await discounts.CreateAsync(Named("SAVE") with { Value = 99 }, Token));
        Assert.Equal(10, (await discounts.FindAsync(Named("save").Code, Token))!.Value);
    }

    [Fact]
    public async Task An_edit_changes_the_definition_and_never_the_uses()
    {
        var (discounts, _) = await CreateAsync();
        var discount = Named("EDIT") with { MaxUses = 5, Granted = 3 };
        Assert.Equal(CartErrors.NoSuchDiscount, await discounts.UpdateAsync(discount, Token));
        await discounts.CreateAsync(discount, Token);

        Assert.Null(await discounts.UpdateAsync(discount with { Value = 20, Granted = 0, MaxUses = 3 }, Token));
        Assert.Equal(CartErrors.MaxUsesBelowUses, await discounts.UpdateAsync(discount with { Value = 30, MaxUses = 2 }, Token));

        Assert.Equal(discount with { Value = 20, MaxUses = 3, Revision = 2 }, await discounts.FindAsync(discount.Code, Token));
    }

    [Fact]
    public async Task An_edit_of_another_revision_is_refused_and_changes_nothing()
    {
        var (discounts, _) = await CreateAsync();
        var discount = Named("REVISED");
        await discounts.CreateAsync(discount, Token);

        Assert.Null(await discounts.UpdateAsync(discount with { Value = 20, Revision = 1 }, Token));
        Assert.Equal(CartErrors.DiscountChanged, await discounts.UpdateAsync(discount with { Value = 30, Revision = 1 }, Token));
        Assert.Equal(CartErrors.DiscountChanged, await discounts.UpdateAsync(discount with { Value = 30, Revision = 3 }, Token));
        Assert.Equal(discount with { Value = 20, Revision = 2 }, await discounts.FindAsync(discount.Code, Token));
        Assert.Null(await discounts.UpdateAsync(discount with { Value = 40 }, Token));
        Assert.Equal(CartErrors.NoSuchDiscount, await discounts.UpdateAsync(Named("NOWHERE") with { Revision = 1 }, Token));
    }

    [Fact]
    public async Task A_deleted_discount_is_gone_and_its_orders_are_not()
    {
        var (discounts, orders) = await CreateAsync();
        var discount = Named("GONE");
        await discounts.CreateAsync(discount, Token);
        var draft = DraftWith(discount.Code);
        await orders.PlaceAsync(draft, Token);

        Assert.Null(await discounts.DeleteAsync(discount.Code, Token));
        Assert.Equal(CartErrors.NoSuchDiscount, await discounts.DeleteAsync(discount.Code, Token));

        Assert.Null(await discounts.FindAsync(discount.Code, Token));
        Assert.Equal((discount.Code.Text, 1m), ((await orders.GetAsync(draft.Id, Token))!.DiscountCodes.FirstOrDefault(), (await orders.GetAsync(draft.Id, Token))!.Totals.DiscountAmount));
        await discounts.CreateAsync(discount, Token);
        Assert.Equal(0, (await discounts.FindAsync(discount.Code, Token))!.CurrentUses);
    }

    [Fact]
    public async Task Discounts_are_listed_page_by_page()
    {
        var (discounts, _) = await CreateAsync();
        foreach (var name in new[] { "C", "a", "B", "d" })
        {
            await discounts.CreateAsync(Named(name), Token);
        }

        var first = await discounts.ListAsync(Named(" ").Code, 3, Token);
        var second = await discounts.ListAsync(first[2].Code, 3, Token);

        Assert.Equal([Named("A").Code, Named("B").Code, Named("C").Code], first.Select(discount => discount.Code));
        Assert.Equal(Named("D").Code, second[0].Code);
    }

    private static async Task<CartError> ProblemAsync(IOrderStore orders, DiscountCode code) =>
        Assert.IsType<Placement.DiscountRefused>(await orders.PlaceAsync(DraftWith(code), Token)).Error;

    private static OrderDraft DraftWith(DiscountCode code)
    {
        var cart = OrderDrafts.Cart(Currency.Usd, new CartLine(new ProductKey(7, 42), 2, 5m)) with { DiscountCodes = [code.Text] };
        var totals = OrderDrafts.Totals(cart.Currency, 10m, 1m, code: code.Text);
        return new OrderDraft(OrderId.New(TimeProvider.System), cart, totals, TimeProvider.System.GetUtcNow()) { Discounts = [code] };
    }

    private Discount Named(string name) => new() { Code = DiscountCode.Parse($"{_prefix}-{name}"), Value = 10 };
}
