using Cart.Testing;
using Microsoft.Playwright;

namespace Cart.Browser.Tests;

/// <summary>A storefront for the tests of one class, on the embedded stores.</summary>
public sealed class Shop : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private StorefrontProcess? _process;

    public Uri Address => _process!.Client.BaseAddress!;

    public string Output => _process!.Output;

    public async ValueTask InitializeAsync() => _process = await StorefrontProcess.StartAsync(_directory.Path);

    public async ValueTask DisposeAsync()
    {
        await _process!.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>Keeps a picture of a page, for people.</summary>
    public static async Task PictureAsync(IPage page, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(SourceTree.Root, "artifacts", "screenshots"));
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder.FullName, name + ".png"), FullPage = true });
    }

    /// <summary>Adds products on the shop's first page.</summary>
    public static async Task AddAsync(IPage page, params string[] names)
    {
        await page.GotoAsync("/");
        foreach (var name in names)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = $"Add {name} to the cart" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = name })).ToBeVisibleAsync();
        }
    }
}
