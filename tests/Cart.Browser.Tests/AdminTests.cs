using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cart.Browser.Tests;

/// <summary>The operators' pages as people use them: without a login on the machine itself, and without JavaScript.</summary>
public sealed class AdminTests(Browser browser, Shop shop) : IClassFixture<Shop>
{
    private readonly string _code = "SPRING" + Guid.NewGuid().ToString("N")[..6].ToUpperInvariant();

    [Fact]
    public async Task An_operator_finds_a_users_cart_and_deletes_it_after_a_question()
    {
        var user = "carol " + Guid.NewGuid().ToString("N")[..6];
        await using var shopper = await browser.NewPersonAsync(shop.Address);
        var inShop = await shopper.NewPageAsync();
        await SignInAsync(inShop, user);
        await Shop.AddAsync(inShop, "Mug, white", "Mug, white", "Gift box with ribbon");
        await using var person = await browser.NewPersonAsync(shop.Address, javaScript: false);
        var page = await person.NewPageAsync();

        await page.GotoAsync("/cart-admin");
        await Shop.PictureAsync(page, "admin-home");
        await page.GetByLabel("Find by user").FillAsync(user);
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Link, new() { Name = "Carts", Exact = true }).ClickAsync();
        await Expect(page.GetByText(user)).ToBeVisibleAsync();
        await Shop.PictureAsync(page, "admin-carts");
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = user }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(TotalOf(page)).ToContainTextAsync("$21.23");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Mug, white" })).ToContainTextAsync("$19.98");
        await Shop.PictureAsync(page, "admin-cart");

        await page.GetByRole(AriaRole.Link, new() { Name = "Delete the cart" }).ClickAsync();
        await Expect(page.GetByText("holds 3 units")).ToBeVisibleAsync();
        await Shop.PictureAsync(page, "admin-delete");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Deleted.");
        await inShop.GotoAsync("/basket");
        await Expect(inShop.GetByText("There is nothing in your cart yet.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_operator_creates_a_discount_edits_it_and_cannot_limit_it_below_its_uses()
    {
        await using var person = await browser.NewPersonAsync(shop.Address, javaScript: false);
        var page = await person.NewPageAsync();
        await page.GotoAsync("/cart-admin/discounts");
        await page.GetByRole(AriaRole.Link, new() { Name = "Create a discount" }).ClickAsync();
        await page.GetByLabel("Code").FillAsync(_code);
        await page.GetByLabel("Value").FillAsync("150");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(page.Locator("#value-error")).ToContainTextAsync("cannot exceed 100%");
        await Expect(page.GetByLabel("Code")).ToHaveValueAsync(_code);
        await Shop.PictureAsync(page, "admin-discount-fault");
        await page.GetByLabel("Value").FillAsync("15");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Created.");

        await OrderWithCodeAsync();
        await OrderWithCodeAsync();
        await page.ReloadAsync();
        await Expect(page.Locator("#uses")).ToHaveTextAsync("2");
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await page.GetByLabel("Maximum uses", new() { Exact = true }).FillAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator("#max_uses-error")).ToContainTextAsync("2 uses so far");
        await page.GetByLabel("Maximum uses", new() { Exact = true }).FillAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator("#uses")).ToHaveTextAsync("2 of 5");
        await Shop.PictureAsync(page, "admin-discount");
        await page.GetByRole(AriaRole.Link, new() { Name = "Discounts" }).ClickAsync();
        await Shop.PictureAsync(page, "admin-discounts");

        await page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        var rows = page.GetByRole(AriaRole.Row).Filter(new() { HasText = _code });
        await Expect(rows).ToHaveCountAsync(3);
        await Expect(rows.First).ToContainTextAsync("update discount");
        await Expect(rows.Nth(1)).ToContainTextAsync("max uses below uses");
        await Expect(rows.Last).ToContainTextAsync("loopback");
        await Shop.PictureAsync(page, "admin-audit-log");
    }

    [Fact]
    public async Task An_operator_sees_an_order_also_on_a_phone()
    {
        var user = "dave " + Guid.NewGuid().ToString("N")[..6];
        await using var shopper = await browser.NewPersonAsync(shop.Address);
        var inShop = await shopper.NewPageAsync();
        await SignInAsync(inShop, user);
        await Shop.AddAsync(inShop, "Teapot for two");
        await inShop.GotoAsync("/basket");
        await inShop.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();
        await Expect(inShop.GetByText("Thank you!")).ToBeVisibleAsync();
        await using var person = await browser.NewPersonAsync(shop.Address, javaScript: false);
        var page = await person.NewPageAsync();

        await page.GotoAsync("/cart-admin/orders");
        await page.GetByLabel("Orders of a user").FillAsync(user);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Shop.PictureAsync(page, "admin-orders");
        await page.GetByRole(AriaRole.Row).Last.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(TotalOf(page)).ToContainTextAsync("$34.00");
        await page.SetViewportSizeAsync(390, 844);
        await Shop.PictureAsync(page, "admin-order-phone");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 390"));
    }

    private static ILocator TotalOf(IPage page) => page.GetByRole(AriaRole.Row)
        .Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = "Total", Exact = true }) });

    private async Task OrderWithCodeAsync()
    {
        await using var shopper = await browser.NewPersonAsync(shop.Address);
        var page = await shopper.NewPageAsync();
        await Shop.AddAsync(page, "Mug, white");
        await page.GotoAsync("/basket");
        await page.GetByLabel("Discount code").FillAsync(_code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(page.Locator("#total")).ToHaveTextAsync("$8.49");
        await page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();
        await Expect(page.GetByText("Thank you!")).ToBeVisibleAsync();
    }

    private static async Task SignInAsync(IPage page, string user)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Your name").FillAsync(user);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Welcome" })).ToBeVisibleAsync();
    }
}
