using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cart.Browser.Tests;

/// <summary>The shop as people use it.</summary>
public sealed class ShoppingTests(Browser browser, Shop shop) : IClassFixture<Shop>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_guest_shops_from_the_shelf_to_the_order_with_or_without_JavaScript(bool javaScript)
    {
        await using var person = await browser.NewPersonAsync(shop.Address, javaScript);
        var page = await person.NewPageAsync();
        await Shop.AddAsync(page, "Mug, white", "Mug, white", "Gift box with ribbon");
        await Expect(page.Locator("#cart-count")).ToHaveTextAsync("3");
        await page.GetByRole(AriaRole.Link, new() { Name = "Cart", Exact = true }).ClickAsync();
        await Expect(page.Locator("#total")).ToHaveTextAsync("$21.23");

        await page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your order", Exact = true })).ToBeVisibleAsync();
        await Expect(page.Locator("#total")).ToHaveTextAsync("$21.23");
        await Expect(page.Locator("#cart-count")).ToHaveTextAsync("0");
        await page.GetByRole(AriaRole.Link, new() { Name = "Orders", Exact = true }).ClickAsync();
        await Expect(page.GetByText("$21.23")).ToBeVisibleAsync();
        await page.GotoAsync("/basket");
        await Expect(page.GetByText("There is nothing in your cart yet.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Quantities_go_up_and_down_and_a_line_can_be_removed()
    {
        await using var person = await browser.NewPersonAsync(shop.Address, javaScript: false);
        var page = await person.NewPageAsync();
        await Shop.AddAsync(page, "Mug, blue", "Teapot for two");
        await page.GotoAsync("/basket");
        var mugs = page.GetByLabel("Quantity of Mug, blue");

        await page.GetByLabel("One Mug, blue more").ClickAsync();
        await page.GetByLabel("One Mug, blue more").ClickAsync();
        await Expect(mugs).ToHaveValueAsync("3");
        await page.GetByLabel("One Mug, blue less").ClickAsync();
        await Expect(mugs).ToHaveValueAsync("2");
        await mugs.FillAsync("7");
        await page.Locator("form.stepper").First.GetByRole(AriaRole.Button, new() { Name = "Set" }).ClickAsync();
        await Expect(page.Locator("#total")).ToHaveTextAsync("$107.43");

        await page.GetByLabel("Quantity of Teapot for two").FillAsync("13");
        await page.Locator("form.stepper").Last.GetByRole(AriaRole.Button, new() { Name = "Set" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Not enough Teapot for two stock available.");
        await page.GetByLabel("Remove Mug, blue").ClickAsync();
        await Expect(page.Locator("#total")).ToHaveTextAsync("$34.00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Empty the cart" }).ClickAsync();
        await Expect(page.GetByText("There is nothing in your cart yet.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_discount_box_says_why_and_takes_a_good_code()
    {
        await using var person = await browser.NewPersonAsync(shop.Address);
        var page = await person.NewPageAsync();
        await Shop.AddAsync(page, "Mug, white");
        foreach (var (code, reason) in new[]
        {
            ("NOBODY", "Discount code 'NOBODY' does not exist."),
            ("EXPIRED", "This discount has expired."),
            ("TAKE5", "Minimum cart value of 20.00 required."),
        })
        {
            await page.GotoAsync("/basket");
            await page.GetByLabel("Discount code").FillAsync(code);
            await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(reason);
        }

        await page.GetByLabel("Discount code").FillAsync(" welcome10 ");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(page.Locator("#total")).ToHaveTextAsync("$8.99");
        await page.Locator("form[action*=RemoveDiscount] button").ClickAsync();
        await Expect(page.Locator("#total")).ToHaveTextAsync("$9.99");
    }

    [Fact]
    public async Task The_delivery_that_is_chosen_counts()
    {
        await using var person = await browser.NewPersonAsync(shop.Address);
        var page = await person.NewPageAsync();
        await Shop.AddAsync(page, "Mug, white");
        await page.GotoAsync("/basket");

        await page.GetByLabel("Express, tomorrow").CheckAsync();
        await Expect(page.Locator("#total")).ToHaveTextAsync("$19.89");
        await page.GetByLabel("Pick-up in the shop").CheckAsync();
        await Expect(page.Locator("#total")).ToHaveTextAsync("$9.99");
    }

    [Fact]
    public async Task Signing_in_brings_both_carts_together_and_the_orders_are_found_from_everywhere()
    {
        var user = "bob " + Guid.NewGuid().ToString("N")[..8];
        await using var phone = await browser.NewPersonAsync(shop.Address, width: 390, height: 844);
        await using var laptop = await browser.NewPersonAsync(shop.Address);
        var onPhone = await phone.NewPageAsync();
        var onLaptop = await laptop.NewPageAsync();
        await SignInAsync(onPhone, user);
        await Shop.AddAsync(onPhone, "Mug, white");
        await Shop.AddAsync(onLaptop, "Mug, white", "Mug, blue");

        await SignInAsync(onLaptop, user);
        await Expect(onLaptop.Locator("#cart-count")).ToHaveTextAsync("3");
        await onLaptop.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();
        await Expect(onLaptop.GetByText("Thank you!")).ToBeVisibleAsync();
        await onPhone.GotoAsync("/my-orders");
        await Expect(onPhone.GetByText("$30.47")).ToBeVisibleAsync();

        await onPhone.GetByRole(AriaRole.Button, new() { Name = $"Sign out {user}" }).ClickAsync();
        await onPhone.GotoAsync("/my-orders");
        await Expect(onPhone.GetByText("There are no orders yet.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_badge_of_another_tab_follows()
    {
        await using var person = await browser.NewPersonAsync(shop.Address);
        var one = await person.NewPageAsync();
        var other = await person.NewPageAsync();
        await other.GotoAsync("/");

        await Shop.AddAsync(one, "Mug, white");
        await Expect(other.Locator("#cart-count")).ToHaveTextAsync("1");
        await other.GotoAsync("/basket");
        await Shop.AddAsync(one, "Mug, white");

        await Expect(other.Locator("#cart-count")).ToHaveTextAsync("2");
        await Expect(other.Locator("#total")).ToHaveTextAsync("$19.98");
        await one.GotoAsync("/basket");
        await one.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();
        await Expect(other.Locator("#cart-count")).ToHaveTextAsync("0");
        await Expect(other.GetByText("There is nothing in your cart yet.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_message_waits_for_the_page_that_the_form_leads_to()
    {
        await using var person = await browser.NewPersonAsync(shop.Address);
        var page = await person.NewPageAsync();
        await Shop.AddAsync(page, "Mug, white");
        await page.GotoAsync("/basket");

        // The live part of the page may be fetched between a form's answer and the page that this leads to.
        await page.EvaluateAsync(
            """
            async () => {
              const form = document.querySelector('form[action*=Clear]');
              await fetch(form.action, { method: 'post', body: new URLSearchParams(new FormData(form)), redirect: 'manual' });
              await fetch('/basket?handler=Part');
            }
            """);
        await page.GotoAsync("/basket");

        await Expect(page.GetByText("Your cart is empty.")).ToBeVisibleAsync();
    }

    private static async Task SignInAsync(IPage page, string user)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Your name").FillAsync(user);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Welcome" })).ToBeVisibleAsync();
    }
}
