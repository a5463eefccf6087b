using System.Text.RegularExpressions;
using Cart.Testing;

namespace Cart.Packages.Tests;

/// <summary>
/// A web project outside of the repository that knows the packages only. Its program is the example in the README of Cart.AspNetCore, and what the other
/// READMEs show is compiled with it.
/// </summary>
internal sealed partial class FreshProject(PackedPackages packages) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>The program that a build makes.</summary>
    public string Program => Path.Combine(_directory.Path, "bin", "Fresh.dll");

    /// <summary>Where the program runs and keeps its data.</summary>
    public string ContentRoot => Directory.CreateDirectory(Path.Combine(_directory.Path, "run")).FullName;

    /// <summary>Writes the project, and builds it without a warning.</summary>
    public async Task BuildAsync()
    {
        await WriteAsync("nuget.config", await ConfigurationAsync());
        await WriteAsync("Fresh.csproj", ProjectFile());
        await WriteAsync("Program.cs", await ExampleAsync("Cart.AspNetCore"));
        foreach (var id in (string[])["Cart.Engine", "Cart.Redis", "Cart.Persistence", "Cart.Embedded", "Cart.Admin"])
        {
            await WriteAsync($"{id}.cs", InMethod(id, await ExampleAsync(id)));
        }

        await DotNet.RunAsync(_directory.Path, "build", "--configuration", "Release", "--output", "bin");
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    /// <summary>
    /// The packages come from their folder, and are unpacked into one that goes with the project; all others come from the sources of the machine, or from what
    /// it has unpacked already, so that nothing has to be fetched.
    /// </summary>
    private async Task<string> ConfigurationAsync()
    {
        var listed = await DotNet.RunAsync(_directory.Path, "nuget", "locals", "global-packages", "--list");
        var unpacked = listed[(listed.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <fallbackPackageFolders><add key="machine" value="{unpacked}" /></fallbackPackageFolders>
              <packageSources><add key="packed" value="{packages.Folder}" /></packageSources>
            </configuration>
            """;
    }

    private string ProjectFile() => $"""
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Cart.Admin" Version="{packages.Version}" />
            <PackageReference Include="Cart.AspNetCore" Version="{packages.Version}" />
            <PackageReference Include="Cart.Embedded" Version="{packages.Version}" />
            <PackageReference Include="Cart.Persistence" Version="{packages.Version}" />
            <PackageReference Include="Cart.Redis" Version="{packages.Version}" />
          </ItemGroup>
        </Project>
        """;

    private async Task<string> ExampleAsync(string id)
    {
        using var package = packages.Open(id);
        return CSharp().Match(await PackedPackages.TextAsync(package, "README.md")).Groups[1].Value;
    }

    private static string InMethod(string id, string example)
    {
        var lines = example.Split('\n').ToLookup(static line => Using().IsMatch(line));
        return $$"""
            {{string.Join('\n', lines[true])}}

            internal static class {{id.Replace('.', '_')}}
            {
                public static async Task ShowAsync(WebApplicationBuilder builder)
                {
                    await Task.CompletedTask;
                    {{string.Join('\n', lines[false])}}
                }
            }
            """;
    }

    private Task WriteAsync(string name, string content) =>
        File.WriteAllTextAsync(Path.Combine(_directory.Path, name), content, TestContext.Current.CancellationToken);

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();

    [GeneratedRegex(@"^using [\w.]+;$")]
    private static partial Regex Using();
}
