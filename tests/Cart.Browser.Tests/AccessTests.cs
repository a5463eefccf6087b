using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cart.Browser.Tests;

/// <summary>The shop for all: by keyboard, on a phone, with faults, and with nothing in the console.</summary>
public sealed class AccessTests(Browser browser, Shop shop) : IClassFixture<Shop>
{
    private static readonly (string Path, string Name)[] Pages =
        [("/", "shelf"), ("/basket", "cart"), ("/sign-in", "sign-in"), ("/my-orders", "orders"), ("/nowhere", "not-found")];

    [Fact]
    public async Task Everything_can_be_done_by_keyboard()
    {
        await using var person = await browser.NewPersonAsync(shop.Address);
        var page = await person.NewPageAsync();
        await page.GotoAsync("/");

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#content")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Add Mug, white to the cart" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByText("Mug, white is in your cart.")).ToBeVisibleAsync();
        await Expect(page.Locator("#cart-count")).ToHaveTextAsync("1");
    }

    [Theory]
    [InlineData(1280, 900, "desktop")]
    [InlineData(360, 740, "phone")]
    public async Task Every_page_fits_its_screen_and_says_nothing_to_the_console(int width, int height, string screen)
    {
        await using var person = await browser.NewPersonAsync(shop.Address, width: width, height: height);
        var page = await person.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            // The page that does not exist is asked for on purpose.
            if (message.Type is "error" or "warning" && !message.Text.Contains("404", StringComparison.Ordinal))
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
        await Shop.AddAsync(page, "Mug, white", "Teapot for two", "White hanging heart T-light holder");

        foreach (var (path, name) in Pages)
        {
            await page.GotoAsync(path);
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"{path} is {overflow} pixels wider than a {screen}.");
            Assert.Equal(1, await page.Locator("h1").CountAsync());
            await Shop.PictureAsync(page, $"{name}-{screen}");
        }

        await page.GotoAsync("/basket");
        await page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();
        await Expect(page.Locator("#order-id")).ToBeVisibleAsync();
        await Shop.PictureAsync(page, $"order-{screen}");
        Assert.Empty(complaints);
        Assert.DoesNotContain("fail: ", shop.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_field_and_button_has_a_name()
    {
        await using var person = await browser.NewPersonAsync(shop.Address);
        var page = await person.NewPageAsync();
        await Shop.AddAsync(page, "Mug, white");

        foreach (var (path, _) in Pages)
        {
            await page.GotoAsync(path);
            var nameless = await page.EvaluateAsync<string[]>(
                """
                [...document.querySelectorAll('button, a, input:not([type=hidden])')]
                  .filter(e => !(e.labels?.length || e.getAttribute('aria-label') || e.textContent.trim()))
                  .map(e => e.outerHTML)
                """);
            Assert.Empty(nameless);
            Assert.Equal(0, await page.Locator("img:not([alt])").CountAsync());
        }
    }

    [Fact]
    public async Task A_page_that_does_not_exist_or_belongs_to_another_says_so_kindly()
    {
        await using var person = await browser.NewPersonAsync(shop.Address);
        var page = await person.NewPageAsync();

        var missing = await page.GotoAsync("/nowhere");
        await Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("There is no such page");
        var foreign = await page.GotoAsync($"/my-orders/{Guid.CreateVersion7()}");

        Assert.Equal((404, 404), (missing!.Status, foreign!.Status));
    }
}
