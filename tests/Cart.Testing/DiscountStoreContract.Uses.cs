using Cart.Engine;

namespace Cart.Testing;

/// <summary>The uses of a discount are granted with the orders, and what it allows is judged at their commit.</summary>
public abstract partial class DiscountStoreContract
{
    [Fact]
    public async Task The_last_use_goes_to_one_of_eight_orders_and_nothing_is_left_of_the_others()
    {
        var (discounts, orders) = await CreateAsync();
        var discount = Named("LAST") with { MaxUses = 1 };
        await discounts.CreateAsync(discount, Token);
        var drafts = Enumerable.Range(0, 8).Select(_ => DraftWith(discount.Code)).ToArray();

        var placements = await Task.WhenAll(drafts.Select(draft => Task.Run(async () => await orders.PlaceAsync(draft, Token))));

        Assert.Single(placements.OfType<Placement.Placed>());
        Assert.Equal(7, placements.Count(placement => placement == new Placement.DiscountRefused(CartErrors.DiscountExhausted)));
        Assert.Equal((1, 1), ((await discounts.FindAsync(discount.Code, Token))!.Granted, (await discounts.FindAsync(discount.Code, Token))!.CurrentUses));
        foreach (var (draft, placement) in drafts.Zip(placements))
        {
            Assert.Equal(placement is Placement.Placed, await orders.GetAsync(draft.Id, Token) is not null);
        }

        // The refusal left no fence behind: the same attempt can go on without the discount.
        var refused = drafts.Zip(placements).First(pair => pair.Second is Placement.DiscountRefused).First;
        Assert.IsType<Placement.Placed>(await orders.PlaceAsync(OrderDrafts.Of(refused.Cart), Token));
    }

    [Fact]
    public async Task A_limit_of_fifty_holds_against_two_hundred_orders_at_once()
    {
        var (discounts, orders) = await CreateAsync();
        var discount = Named("FIFTY") with { MaxUses = 50 };
        await discounts.CreateAsync(discount, Token);
        var drafts = Enumerable.Range(0, 200).Select(_ => DraftWith(discount.Code)).ToArray();

        var placements = await Task.WhenAll(drafts.Select(draft => Task.Run(async () => await orders.PlaceAsync(draft, Token))));
        var again = await Task.WhenAll(drafts.Zip(placements).Where(pair => pair.Second is Placement.Placed).Select(pair => Task.Run(async () => await orders.PlaceAsync(pair.First, Token))));

        // Each order is told a count with its own use in it.
        long[] counts = [.. placements.OfType<Placement.Placed>().Select(placed => placed.Uses[0].Granted).Order()];
        Assert.Equal((50, 50), (counts.Length, counts[^1]));
        Assert.All(counts.Index(), count => Assert.InRange(count.Item, count.Index + 1, 50));
        Assert.Equal(150, placements.OfType<Placement.DiscountRefused>().Count());
        Assert.All(again, placement => Assert.IsType<Placement.Placed>(placement));
        Assert.Equal(50, (await discounts.FindAsync(discount.Code, Token))!.Granted);
    }

    [Fact]
    public async Task Uses_without_a_limit_are_counted_too_and_a_limit_can_be_set_later()
    {
        var (discounts, orders) = await CreateAsync();
        var discount = Named("OPEN");
        await discounts.CreateAsync(discount, Token);
        for (var i = 0; i < 3; i++)
        {
            await orders.PlaceAsync(DraftWith(discount.Code), Token);
        }

        Assert.Equal(3, (await discounts.FindAsync(discount.Code, Token))!.CurrentUses);
        Assert.Equal(CartErrors.MaxUsesBelowUses, await discounts.UpdateAsync(discount with { MaxUses = 2 }, Token));
        Assert.Null(await discounts.UpdateAsync(discount with { MaxUses = 4 }, Token));
        Assert.IsType<Placement.Placed>(await orders.PlaceAsync(DraftWith(discount.Code), Token));
        Assert.IsType<Placement.DiscountRefused>(await orders.PlaceAsync(DraftWith(discount.Code), Token));
        Assert.Equal(4, (await discounts.FindAsync(discount.Code, Token))!.CurrentUses);
    }

    [Fact]
    public async Task A_limit_that_is_set_while_orders_are_placed_misses_none_of_their_uses()
    {
        var (discounts, orders) = await CreateAsync();
        for (var round = 0; round < 10; round++)
        {
            var discount = Named($"RACE{round}");
            await discounts.CreateAsync(discount, Token);
            var placing = Enumerable.Range(0, 12).Select(_ => Task.Run(async () => await orders.PlaceAsync(DraftWith(discount.Code), Token))).ToArray();

            CartError? edit;
            var limit = 0;
            do
            {
                edit = await discounts.UpdateAsync(discount with { MaxUses = limit++ }, Token);
            }
            while (edit == CartErrors.MaxUsesBelowUses);

            var placed = (await Task.WhenAll(placing)).Count(placement => placement is Placement.Placed);
            var stored = await discounts.FindAsync(discount.Code, Token);
            Assert.Equal(placed, stored!.CurrentUses);
            Assert.True(stored.CurrentUses <= stored.MaxUses, $"{stored.CurrentUses} of {stored.MaxUses}");
            Assert.Null(await discounts.UpdateAsync(discount with { MaxUses = 100 }, Token));
        }
    }

    [Fact]
    public async Task A_discount_that_is_not_valid_at_the_commit_is_refused_with_its_reason()
    {
        var (discounts, orders) = await CreateAsync();
        var now = TimeProvider.System.GetUtcNow();
        var unknown = Named("UNKNOWN").Code;
        var inactive = Named("INACTIVE") with { IsActive = false };
        var early = Named("EARLY") with { ValidFrom = now.AddHours(1) };
        var late = Named("LATE") with { ValidUntil = now.AddHours(-1) };
        var never = Named("NEVER") with { MaxUses = 0 };
        foreach (var discount in new[] { inactive, early, late, never })
        {
            await discounts.CreateAsync(discount, Token);
        }

        Assert.Equal(CartErrors.DiscountNotFound, await ProblemAsync(orders, unknown));
        Assert.Equal(CartErrors.DiscountInactive, await ProblemAsync(orders, inactive.Code));
        Assert.Equal(CartErrors.DiscountNotStarted, await ProblemAsync(orders, early.Code));
        Assert.Equal(CartErrors.DiscountExpired, await ProblemAsync(orders, late.Code));
        Assert.Equal(CartErrors.DiscountExhausted, await ProblemAsync(orders, never.Code));
    }

    [Fact]
    public async Task The_window_is_judged_by_the_moment_of_pricing_and_includes_both_ends()
    {
        var (discounts, orders) = await CreateAsync();
        var noon = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var discount = Named("NOON") with { ValidFrom = noon, ValidUntil = noon };
        await discounts.CreateAsync(discount, Token);

        Assert.IsType<Placement.Placed>(await orders.PlaceAsync(DraftWith(discount.Code) with { PricedAt = noon }, Token));
        Assert.Equal(
            new Placement.DiscountRefused(CartErrors.DiscountExpired),
            await orders.PlaceAsync(DraftWith(discount.Code) with { PricedAt = noon.AddTicks(10) }, Token));
    }

    [Fact]
    public async Task The_window_is_judged_to_the_microsecond_as_the_rules_do()
    {
        var (discounts, orders) = await CreateAsync();
        var noon = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var discount = Named("MICRO") with { ValidFrom = noon.AddTicks(7), ValidUntil = noon.AddTicks(13) };
        await discounts.CreateAsync(discount, Token);

        foreach (var ticks in new[] { -1, 0, 6, 9, 15, 19, 20 })
        {
            var at = noon.AddTicks(ticks);
            var placement = await orders.PlaceAsync(DraftWith(discount.Code) with { PricedAt = at }, Token);

            var refused = placement as Placement.DiscountRefused;
            Assert.Equal((ticks, DiscountRules.Check(discount, decimal.MaxValue, at)), (ticks, refused?.Error));
        }
    }

    [Fact]
    public async Task A_discount_that_comes_with_more_uses_than_its_limit_is_refused()
    {
        var (discounts, _) = await CreateAsync();
        var discount = Named("OVERUSED") with { MaxUses = 3, Granted = 5, Returned = 1 };

        Assert.Equal(CartErrors.MaxUsesBelowUses, await discounts.CreateAsync(discount, Token));
        Assert.Null(await discounts.FindAsync(discount.Code, Token));

        Assert.Null(await discounts.CreateAsync(discount with { Returned = 2 }, Token));
        Assert.Equal(3, (await discounts.FindAsync(discount.Code, Token))!.CurrentUses);
    }

    [Fact]
    public async Task A_discount_that_is_withdrawn_between_pricing_and_commit_is_refused_with_its_reason()
    {
        var (discounts, orders) = await CreateAsync();
        var (deleted, disabled, ended) = (Named("DELETED"), Named("DISABLED"), Named("ENDED"));
        foreach (var discount in new[] { deleted, disabled, ended })
        {
            await discounts.CreateAsync(discount, Token);
        }

        var drafts = new[] { deleted, disabled, ended }.Select(discount => DraftWith(discount.Code)).ToArray();
        await discounts.DeleteAsync(deleted.Code, Token);
        await discounts.UpdateAsync(disabled with { IsActive = false }, Token);
        await discounts.UpdateAsync(ended with { ValidUntil = drafts[2].PricedAt.AddSeconds(-1) }, Token);

        CartError[] problems = [CartErrors.DiscountNotFound, CartErrors.DiscountInactive, CartErrors.DiscountExpired];
        foreach (var (draft, problem) in drafts.Zip(problems))
        {
            Assert.Equal(new Placement.DiscountRefused(problem), await orders.PlaceAsync(draft, Token));
            Assert.Null(await orders.FindByCartAsync(draft.Cart.Id, Token));
            Assert.IsType<Placement.Placed>(await orders.PlaceAsync(OrderDrafts.Of(draft.Cart), Token));
        }
    }
}
