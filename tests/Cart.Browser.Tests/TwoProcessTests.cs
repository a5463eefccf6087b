using Cart.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cart.Browser.Tests;

/// <summary>Two processes of the shop on one Redis and one PostgreSQL, and a person with a tab in each.</summary>
public sealed class TwoProcessTests(Browser browser)
{
    [Fact]
    public async Task What_is_added_through_both_is_ordered_through_one_and_the_tab_of_the_other_follows()
    {
        using var first = new TemporaryDirectory();
        using var second = new TemporaryDirectory();
        using var keys = new TemporaryDirectory();
        await using var one = await StartAsync(first, keys);
        await using var two = await StartAsync(second, keys);
        await using var person = await browser.NewPersonAsync(one.Client.BaseAddress!);
        var here = await person.NewPageAsync();
        var there = await person.NewPageAsync();
        await there.GotoAsync(two.Client.BaseAddress!.ToString());
        var badge = there.Locator("#cart-count");

        await Shop.AddAsync(here, "Mug, white");
        await Expect(badge).ToHaveTextAsync("1");
        await there.GetByRole(AriaRole.Button, new() { Name = "Add Mug, blue to the cart" }).ClickAsync();
        await Expect(here.Locator("#cart-count")).ToHaveTextAsync("2");
        await here.EvaluateAsync(
            """
            for (let n = 0; n < 20; n++) {
              fetch('/cart/items', {
                method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"content_type_id":7,"object_id":42}',
              });
            }
            """);
        await Expect(badge).ToHaveTextAsync("22");

        await here.GotoAsync("/basket");
        await here.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();

        await Expect(badge).ToHaveTextAsync("0");
        await there.GotoAsync(two.Client.BaseAddress + "my-orders");
        await Expect(there.GetByText("$220.28")).ToBeVisibleAsync();
    }

    private static async Task<StorefrontProcess> StartAsync(TemporaryDirectory content, TemporaryDirectory keys) =>
        await StorefrontProcess.StartAsync(
            content.Path,
            environment:
            [
                ("ConnectionStrings__Redis", await RedisServer.ConnectionStringAsync()),
                ("Cart__Redis__KeyPrefix", "two-processes"),
                ("ConnectionStrings__Postgres", await PostgresServer.ConnectionStringAsync()),
                ("DataProtection__KeyDirectory", keys.Path),
            ]);
}
