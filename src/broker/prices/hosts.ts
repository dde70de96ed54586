// Written by scripts/prices.ts from what OpenCode 1.18.33 brings along; do not edit.

/** US dollars per million tokens: model, input, output, cached, written to a cache; after ">" the same for longer inputs. */
export const HOSTS = `
[togetherai]
deepseek-ai/DeepSeek-V4-Flash-0731 0.14 0.28 0.03 -
deepseek-ai/DeepSeek-V4-Pro 1.74 3.48 0.2 -
deepseek-ai/DeepSeek-V4-Pro-0813 1.32 3.96 0.13 -
deepseek-ai/DeepSeek-V4.1-Flash 0.3 1.2 0.006 -
google/gemma-4-31B-it 0.39 0.97 0.39 -
meta-llama/Llama-3.3-70B-Instruct-Turbo 1.04 1.04 1.04 -
MiniMaxAI/MiniMax-M2.7 0.3 1.2 0.06 -
MiniMaxAI/MiniMax-M3 0.3 1.2 0.06 -
moonshotai/Kimi-K2.6 1.2 4.5 0.2 -
moonshotai/Kimi-K2.7-Code 0.95 4 0.19 -
moonshotai/Kimi-K3 3 15 0.3 -
nvidia/nemotron-3-ultra-550b-a55b 0.6 3.6 0.2 -
openai/gpt-oss-120b 0.15 0.6 0.15 -
openai/gpt-oss-20b 0.05 0.2 0.05 -
Qwen/Qwen2.5-7B-Instruct-Turbo 0.3 0.3 0.3 -
Qwen/Qwen3.5-9B 0.17 0.25 0.17 -
Qwen/Qwen3.6-Plus 0.5 3 0.5 -
Qwen/Qwen3.7-Max 1.25 3.75 0.125 -
thinkingmachines/Inkling 1 4.05 0.17 -
zai-org/GLM-5.2 1.4 4.4 0.26 -
zai-org/GLM-5.3 1.4 4.4 0.26 -
zai-org/GLM-5.3-Flash 0.15 0.5 0.03 -
[fireworks-ai]
accounts/fireworks/models/deepseek-v4p1-flash 0.22 0.66 0.007 -
accounts/fireworks/models/ember-1 3 15 0.3 -
accounts/fireworks/models/glm-5p3 1.4 4.4 0.26 -
accounts/fireworks/models/glm-5p3-flash 0.15 0.5 0.03 -
accounts/fireworks/models/gpt-oss-120b 0.15 0.6 0.015 -
accounts/fireworks/models/inkling 1 4.05 0.17 -
accounts/fireworks/models/kimi-k3 3 15 0.3 -
accounts/fireworks/models/minimax-m3 0.3 1.2 0.06 -
accounts/fireworks/models/nemotron-3-ultra-nvfp4 0.6 2.4 0.12 -
accounts/fireworks/models/nemotron-lightning-3p5-30b-a3b 0.05 0.2 0.01 -
accounts/fireworks/models/qwen3p8-2p4t-a95b 2 6 0.25 -
accounts/fireworks/models/qwen3p8-max 2 6 0.25 -
accounts/fireworks/routers/deepseek-flash-latest 0.22 0.66 0.007 -
accounts/fireworks/routers/glm-5p3-fast 2.1 6.6 0.39 -
accounts/fireworks/routers/glm-fast-latest 2.1 6.6 0.39 -
accounts/fireworks/routers/glm-flash-latest 0.15 0.5 0.03 -
accounts/fireworks/routers/glm-latest 1.4 4.4 0.26 -
accounts/fireworks/routers/kimi-fast-latest 4.5 22.5 0.45 -
accounts/fireworks/routers/kimi-k3-fast 4.5 22.5 0.45 -
accounts/fireworks/routers/kimi-latest 3 15 0.3 -
accounts/fireworks/routers/minimax-latest 0.3 1.2 0.06 -
accounts/fireworks/routers/qwen-max-latest 2 6 0.25 -
[deepinfra]
ByteDance/Seed-2.0-code 0.5 3 0.1 - > 128000 1 6 0.2 -
ByteDance/Seed-2.0-mini 0.1 0.4 0.02 - > 128000 0.2 0.8 0.2 -
ByteDance/Seed-2.0-pro 0.5 3 0.1 - > 128000 1 6 0.2 -
deepseek-ai/DeepSeek-R1-0528 0.5 2.15 0.35 -
deepseek-ai/DeepSeek-V3 0.32 0.89 0.32 -
deepseek-ai/DeepSeek-V3-0324 0.24 0.9 0.135 -
deepseek-ai/DeepSeek-V3.1 0.25 0.95 0.13 -
deepseek-ai/DeepSeek-V3.2 0.26 0.38 0.13 -
deepseek-ai/DeepSeek-V4-Flash 0.09 0.18 0.018 -
deepseek-ai/DeepSeek-V4-Flash-0731 0.06 0.18 0.015 -
deepseek-ai/DeepSeek-V4-Flash-Vision-Exp 0.44 1.32 0.014 -
deepseek-ai/DeepSeek-V4-Pro 1.3 2.6 0.1 -
deepseek-ai/DeepSeek-V4-Pro-0813 1.3 2.6 0.1 -
deepseek-ai/DeepSeek-V4.1-Flash 0.2 0.6 0.006 -
google/gemma-3-12b-it 0.05 0.15 0.05 -
google/gemma-3-27b-it 0.08 0.16 0.08 -
google/gemma-3-4b-it 0.05 0.1 0.05 -
google/gemma-4-26B-A4B-it 0.07 0.34 0.07 -
google/gemma-4-31B-it 0.13 0.38 0.13 -
google/gemma-4-E4B-it 0.02 0.1 0.02 -
meta-llama/Llama-3.3-70B-Instruct-Turbo 0.1 0.32 0.1 -
meta-llama/Llama-4-Scout-17B-16E-Instruct 0.1 0.3 0.1 -
MiniMaxAI/MiniMax-M3 0.28 1.1 0.056 -
moonshotai/Kimi-K2.6 0.75 3.5 0.15 -
moonshotai/Kimi-K2.7-Code 0.68 3.4 0.136 -
moonshotai/Kimi-K3 2.85 14.25 0.285 -
nvidia/Nemotron-3-Nano-30B-A3B 0.05 0.2 0.025 -
openai/gpt-oss-120b 0.037 0.17 0.037 -
openai/gpt-oss-20b 0.03 0.14 0.03 -
Qwen/Qwen3-235B-A22B-Instruct-2507 0.09 0.55 0.09 -
Qwen/Qwen3-30B-A3B 0.12 0.5 0.12 -
Qwen/Qwen3-32B 0.08 0.28 0.08 -
Qwen/Qwen3-Coder-480B-A35B-Instruct-Turbo 0.3 1 0.1 -
Qwen/Qwen3-Max 1.2 6 0.24 - > 32000 3 15 0.6 -
Qwen/Qwen3-Next-80B-A3B-Instruct 0.09 1.1 0.09 -
Qwen/Qwen3-VL-235B-A22B-Instruct 0.2 0.88 0.11 -
Qwen/Qwen3.5-122B-A10B 0.29 2.4 0.29 -
Qwen/Qwen3.5-27B 0.26 2.6 0.26 -
Qwen/Qwen3.5-35B-A3B 0.14 1 0.05 -
Qwen/Qwen3.5-397B-A17B 0.45 3 0.22 -
Qwen/Qwen3.5-9B 0.1 0.15 0.1 -
Qwen/Qwen3.6-27B 0.32 3.2 0.32 -
Qwen/Qwen3.6-35B-A3B 0.1 0.95 0.1 -
Qwen/Qwen3.7-Max 2.5 7.5 0.5 - > 32000 6.25 18.5 1.25 -
Qwen/Qwen3.8-2.4T-A95B 2 6 0.2 -
Qwen/Qwen3.8-27B 0.2 2.5 0.05 -
Qwen/Qwen3.8-Flash 0.113 0.382 0.0141 -
Qwen/Qwen3.8-Max 1.65 4.951 0.206 -
stepfun-ai/Step-3.7-Flash 0.2 1.15 0.04 -
tencent/Hy3 0.13 0.53 0.033 -
tencent/Hy4-preview 0.834 2.501 0.042 -
thinkingmachines/Inkling 0.95 4.05 0.16 -
thinkingmachines/Inkling-Small 0.45 1.2 0.1 -
XiaomiMiMo/MiMo-V2.5 0.14 0.28 0.0028 -
XiaomiMiMo/MiMo-V2.5-Pro 1 3 0.2 -
XiaomiMiMo/MiMo-V2.6-Flash 0.14 0.28 0.0027 -
XiaomiMiMo/MiMo-V2.6-Pro 0.43 0.87 0.0036 -
zai-org/GLM-4.6 0.5 2 0.1 -
zai-org/GLM-4.7 0.4 1.75 0.08 -
zai-org/GLM-5.1 1.05 3.5 0.205 -
zai-org/GLM-5.2 0.75 2.4 0.14 -
zai-org/GLM-5.3 0.9 4 0.2 -
zai-org/GLM-5.3-Flash 0.15 0.5 0.03 -
`;
