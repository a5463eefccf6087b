using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Cart.Browser.Tests.Browser))]

namespace Cart.Browser.Tests;

/// <summary>The one Chromium that all tests share: the machine's own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Find() is { } chromium)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Returns somebody with cookies of their own. Where there is no browser, the test is skipped.</summary>
    public async Task<IBrowserContext> NewPersonAsync(Uri shop, bool javaScript = true, int width = 1280, int height = 900)
    {
        Assert.SkipUnless(
            _browser is not null, "There is no Chromium on the PATH: install it (apt-get install chromium) to run the tests of the shop's pages.");
        return await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = shop.ToString(),
            JavaScriptEnabled = javaScript,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
    }

    private static string? Find() => (
        from name in Names
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        let path = Path.Combine(folder, name)
        where File.Exists(path)
        select path).FirstOrDefault();
}
